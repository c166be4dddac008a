package io.busbar.http.openapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.bus.FailureCode;
import java.util.EnumSet;
import java.util.List;

/** Describes the development mailbox at {@code /dev/mail}. */
final class MailboxPaths {
    private MailboxPaths() {}

    static void describe(NodePathWriter writer, ObjectNode componentSchemas) {
        ObjectNode schema = NodePathWriter.addSchema(
                componentSchemas,
                "CapturedEmail",
                List.of("id", "to", "from", "subject", "text", "html", "receivedAt"));
        schema.withObjectProperty("id").put("format", "uuid");
        schema.withObjectProperty("receivedAt").put("format", "date-time");
        ObjectNode list = writer.addPath(
                "/dev/mail",
                "listEmails",
                "List captured emails",
                "Returns the captured emails, newest first, as JSON, or as a page to clients that prefer `text/html`. Without a mail server,"
                        + " emails are captured here instead of being sent. Available on the node's own machine only; returns 404 to other clients, and if a mail server is configured.");
        ArrayNode parameters = list.putArray("parameters");
        parameter(parameters, "to", "Only emails to this address.").put("type", "string");
        parameter(parameters, "limit", "The maximum number of emails; 50 by default.")
                .put("type", "integer")
                .put("minimum", 1)
                .put("maximum", 200);
        ObjectNode found = NodePathWriter.addResponse(list, 200, "The emails.", true);
        ObjectNode media = NodePathWriter.media(found, NodePathWriter.JSON);
        media.putObject("schema")
                .put("type", "array")
                .putObject("items")
                .put("$ref", "#/components/schemas/CapturedEmail");
        media.putArray("example")
                .addObject()
                .put("id", "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b11")
                .put("to", "ada@example.org")
                .put("from", "Busbar <busbar@localhost>")
                .put("subject", "Confirm your address")
                .put("text", "Hello Ada,")
                .put("html", "<p>Hello Ada,</p>")
                .put("receivedAt", "2026-11-20T09:30:00Z");
        NodePathWriter.media(found, "text/html").putObject("schema").put("type", "string");
        addMailErrors(writer, list, FailureCode.VALIDATION_ERROR, FailureCode.MALFORMED_REQUEST);

        ObjectNode clear = writer.addPath(
                "/dev/mail",
                "delete",
                "deleteEmails",
                "Delete all captured emails",
                "Deletes all captured emails of the node's deployment.");
        NodePathWriter.addResponse(clear, 204, "The emails were deleted.", true);
        addMailErrors(writer, clear);
    }

    private static void addMailErrors(NodePathWriter writer, ObjectNode operation, FailureCode... additionalCodes) {
        EnumSet<FailureCode> codes = EnumSet.of(
                FailureCode.NOT_FOUND,
                FailureCode.RATE_LIMIT_EXCEEDED,
                FailureCode.INTERNAL_SERVER_ERROR,
                FailureCode.SERVICE_UNAVAILABLE,
                FailureCode.DEADLINE_EXCEEDED);
        codes.addAll(List.of(additionalCodes));
        writer.addErrors(operation, codes, true);
    }

    private static ObjectNode parameter(ArrayNode parameters, String name, String description) {
        return parameters
                .addObject()
                .put("name", name)
                .put("in", "query")
                .put("description", description)
                .putObject("schema");
    }
}
