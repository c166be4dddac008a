package io.busbar.http.openapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.bus.FailureCode;
import java.util.List;
import java.util.Locale;

/** The schemas of the error body in its two forms, with an example of every code. */
final class ErrorSchemas {
    private ErrorSchemas() {}

    static void describe(ObjectNode components) {
        ObjectNode schemas = components.withObjectProperty("schemas");
        ObjectNode error = addObject(schemas.putObject("Error"), "The body of every error response.");
        addCode(error);
        addText(error, "message", "A human-readable message. The text may change.");
        addRetryAfter(error);
        addCommonFields(error);
        setRequired(schemas, "Error", "error", "message", "requestId");

        ObjectNode problem = addObject(schemas.putObject("Problem"), "The error body in the format of RFC 9457.");
        addText(problem, "type", "The error code as a URI.");
        addText(problem, "title", "The meaning of the error code. The text is always the same for a code.");
        problem.putObject("status").put("type", "integer").put("description", "The HTTP status.");
        addText(problem, "detail", "A human-readable message. The text may change.");
        addCode(problem);
        addCommonFields(problem);
        setRequired(schemas, "Problem", "type", "title", "status", "detail", "error", "requestId");

        ObjectNode fieldError = addObject(schemas.putObject("FieldError"), "An error of one field.");
        addText(fieldError, "field", "JSON pointer of the field or parameter: `/title`, or `/0/title` in a list.");
        addText(fieldError, "msg", "A human-readable message.");
        setRequired(schemas, "FieldError", "field", "msg");

        ObjectNode examples = components.withObjectProperty("examples");
        for (FailureCode code : FailureCode.values()) {
            examples.putObject(code.name())
                    .put("summary", code.defaultMessage())
                    .set("value", example(code));
            examples.putObject(code.name() + ".problem")
                    .put("summary", code.defaultMessage())
                    .set("value", problem(code));
        }
    }

    private static ObjectNode addObject(ObjectNode schema, String description) {
        schema.put("type", "object").put("description", description);
        return schema.putObject("properties");
    }

    private static void setRequired(ObjectNode schemas, String name, String... fields) {
        ArrayNode required = ((ObjectNode) schemas.path(name)).putArray("required");
        List.of(fields).forEach(required::add);
    }

    private static void addText(ObjectNode properties, String name, String description) {
        properties.putObject(name).put("type", "string").put("description", description);
    }

    private static void addCode(ObjectNode properties) {
        ArrayNode codes = properties
                .putObject("error")
                .put("type", "string")
                .put("description", "The error code.")
                .putArray("enum");
        for (FailureCode code : FailureCode.values()) {
            codes.add(code.name());
        }
    }

    private static void addRetryAfter(ObjectNode properties) {
        properties
                .putObject("retryAfter")
                .put("type", "integer")
                .put("description", "With status 429: the number of seconds to wait before retrying.");
    }

    private static void addCommonFields(ObjectNode properties) {
        properties
                .putObject("details")
                .put("type", "object")
                .put("description", "Further information, depending on the code. Absent if there is none.");
        properties
                .putObject("errors")
                .put("type", "array")
                .put("description", "All invalid fields, at most 100. Absent if no field caused the error.")
                .putObject("items")
                .put("$ref", "#/components/schemas/FieldError");
        addText(properties, "requestId", "The `X-Request-Id` of the response. Include it when you contact support.");
    }

    private static ObjectNode example(FailureCode code) {
        ObjectNode body =
                JsonNodeFactory.instance.objectNode().put("error", code.name()).put("message", code.defaultMessage());
        if (code.status() == 429) {
            body.put("retryAfter", 7);
        }
        return completeExample(code, body);
    }

    private static ObjectNode problem(FailureCode code) {
        return completeExample(
                code,
                JsonNodeFactory.instance
                        .objectNode()
                        .put("type", "urn:busbar:failure:" + code.name().toLowerCase(Locale.ROOT))
                        .put("title", code.defaultMessage())
                        .put("status", code.status())
                        .put("detail", code.defaultMessage())
                        .put("error", code.name()));
    }

    private static ObjectNode completeExample(FailureCode code, ObjectNode body) {
        if (code == FailureCode.MALFORMED_REQUEST) {
            body.putObject("details").put("line", 3).put("column", 14);
        }
        if (code == FailureCode.VALIDATION_ERROR) {
            ArrayNode errors = body.putArray("errors");
            errors.addObject().put("field", "/title").put("msg", "must be at most 80 characters");
            errors.addObject().put("field", "/colour").put("msg", "is not a known field");
        }
        return body.put("requestId", "req_4bf92f3577b34da6");
    }
}
