package io.busbar.http.openapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.bus.FailureCode;
import java.util.List;
import java.util.Locale;

/** The error body in its two forms: schemas, and an example of every code. */
final class ErrorSchemas {
    private ErrorSchemas() {}

    static void describe(ObjectNode components) {
        ObjectNode schemas = components.withObjectProperty("schemas");
        ObjectNode error = addObject(schemas.putObject("Error"), "What every answer says when a request fails.");
        addCode(error);
        addText(error, "message", "For people. Its words may change.");
        addRetryAfter(error);
        addCommonFields(error);
        setRequired(schemas, "Error", "error", "message", "requestId");

        ObjectNode problem = addObject(schemas.putObject("Problem"), "The same as RFC 9457 has it.");
        addText(problem, "type", "The code as a URI.");
        addText(problem, "title", "What the code means, always in the same words.");
        problem.putObject("status").put("type", "integer").put("description", "The HTTP status.");
        addText(problem, "detail", "For people. Its words may change.");
        addCode(problem);
        addCommonFields(problem);
        setRequired(schemas, "Problem", "type", "title", "status", "detail", "error", "requestId");

        ObjectNode fieldError = addObject(schemas.putObject("FieldError"), "One wrong field.");
        addText(
                fieldError,
                "field",
                "JSON pointer to it in the body, or the name of the parameter: `/title`, `/0/title` in a list.");
        addText(fieldError, "msg", "What is wrong with it, for people.");
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
                .put("description", "The code, for programs.")
                .putArray("enum");
        for (FailureCode code : FailureCode.values()) {
            codes.add(code.name());
        }
    }

    private static void addRetryAfter(ObjectNode properties) {
        properties
                .putObject("retryAfter")
                .put("type", "integer")
                .put("description", "With status 429: seconds after which another try makes sense.");
    }

    private static void addCommonFields(ObjectNode properties) {
        properties
                .putObject("details")
                .put("type", "object")
                .put("description", "More about it, by code; absent where there is nothing to say.");
        properties
                .putObject("errors")
                .put("type", "array")
                .put("description", "Every wrong field at once, at most 100; absent where no field is to blame.")
                .putObject("items")
                .put("$ref", "#/components/schemas/FieldError");
        addText(properties, "requestId", "The `X-Request-Id` of this answer: quote it when you ask for help.");
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
