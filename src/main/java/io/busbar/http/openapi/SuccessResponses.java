package io.busbar.http.openapi;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.bus.Answer;
import io.busbar.bus.Operation;
import io.busbar.bus.Page;
import io.busbar.bus.json.Schemas;
import io.vertx.core.http.HttpMethod;
import java.util.TreeSet;

/** What an operation answers when it succeeds. */
final class SuccessResponses {
    private final Schemas schemas;
    private final Examples examples;

    SuccessResponses(Schemas schemas, Examples examples) {
        this.schemas = schemas;
        this.examples = examples;
    }

    void describe(Operation<?, ?> operation, ObjectNode responses) {
        Answer answer = operation.answer();
        ObjectNode response = responses.putObject(Integer.toString(answer.status()));
        response.put("description", title(answer));
        ObjectNode headers = response.putObject("headers");
        SharedComponents.always(headers);
        SharedComponents.limited(headers);
        if (operation.keyed()) {
            SharedComponents.header(headers, "Idempotency-Replayed");
        }
        switch (answer) {
            case Answer.Json json -> json(response, schemas.reference(json.type()));
            case Answer.JsonArray array -> json(response, list(array.item()));
            case Answer.Paged page -> {
                SharedComponents.header(headers, "Link");
                SharedComponents.header(headers, "X-Total-Count");
                SharedComponents.header(headers, "X-Unread-Count");
                json(response, list(page.item()).put("maxItems", Page.MAX_LIMIT));
            }
            case Answer.Session session -> {
                SharedComponents.header(headers, "Set-Cookie");
                json(response, schemas.reference(session.type()));
            }
            case Answer.Empty empty -> {}
            case Answer.Binary binary -> new TreeSet<>(binary.mediaTypes()).forEach(type -> bytes(response, type));
            case Answer.Streamed streamed -> {
                SharedComponents.header(headers, "Content-Disposition");
                bytes(response, "*/*");
            }
            case Answer.Plain plain -> {
                response.withObjectProperty("content")
                        .withObjectProperty(plain.mediaType())
                        .putObject("schema")
                        .put("type", "string");
                if (operation.method().equals(HttpMethod.GET)) {
                    SharedComponents.header(headers, "ETag");
                    unchanged(responses.putObject("304"));
                }
            }
            case Answer.Elsewhere elsewhere -> SharedComponents.header(headers, "Location");
        }
    }

    private static void unchanged(ObjectNode response) {
        response.put("description", "Yours is still right.");
        ObjectNode headers = response.putObject("headers");
        SharedComponents.always(headers);
        SharedComponents.limited(headers);
        SharedComponents.header(headers, "ETag");
    }

    private static String title(Answer answer) {
        return switch (answer) {
            case Answer.Json json ->
                switch (json.status()) {
                    case 201 -> "Made.";
                    case 202 -> "Accepted; the work goes on.";
                    default -> "Done.";
                };
            case Answer.JsonArray array -> array.status() == 201 ? "All of them were made." : "All there are.";
            case Answer.Paged page -> "One page; `Link` leads to the next.";
            case Answer.Empty empty -> "Done; there is nothing to say.";
            case Answer.Binary binary -> "The bytes.";
            case Answer.Streamed streamed -> "The file.";
            case Answer.Plain plain -> "The text.";
            case Answer.Elsewhere elsewhere -> "Go to `Location`.";
            case Answer.Session session -> "Done; the session's cookies are set or cleared.";
        };
    }

    private ObjectNode list(Class<?> item) {
        ObjectNode list = JsonNodeFactory.instance.objectNode().put("type", "array");
        list.set("items", schemas.reference(item));
        return list;
    }

    private void json(ObjectNode response, ObjectNode schema) {
        ObjectNode media = response.withObjectProperty("content").withObjectProperty("application/json");
        media.set("schema", schema);
        media.set("example", examples.of(schema));
    }

    private static void bytes(ObjectNode response, String type) {
        response.withObjectProperty("content")
                .withObjectProperty(type)
                .putObject("schema")
                .put("type", "string")
                .put("format", "binary");
    }
}
