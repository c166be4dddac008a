package io.busbar.http.openapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.bus.FailureCode;
import java.util.List;
import java.util.Locale;

/** The error body in its two forms: schemas, and an example of every code. */
final class ErrorBodies {
    private ErrorBodies() {}

    static void describe(ObjectNode components) {
        ObjectNode schemas = components.withObjectProperty("schemas");
        ObjectNode error = object(schemas.putObject("Error"), "What every answer says when a request fails.");
        code(error);
        text(error, "message", "For people. Its words may change.");
        retryAfter(error);
        common(error);
        required(schemas, "Error", "error", "message", "requestId");

        ObjectNode problem = object(schemas.putObject("Problem"), "The same as RFC 9457 has it.");
        text(problem, "type", "The code as a URI.");
        text(problem, "title", "What the code means, always in the same words.");
        problem.putObject("status").put("type", "integer").put("description", "The HTTP status.");
        text(problem, "detail", "For people. Its words may change.");
        code(problem);
        common(problem);
        required(schemas, "Problem", "type", "title", "status", "detail", "error", "requestId");

        ObjectNode wrong = object(schemas.putObject("FieldError"), "One wrong field.");
        text(
                wrong,
                "field",
                "JSON pointer to it in the body, or the name of the parameter: `/title`, `/0/title` in a list.");
        text(wrong, "msg", "What is wrong with it, for people.");
        required(schemas, "FieldError", "field", "msg");

        ObjectNode examples = components.withObjectProperty("examples");
        for (FailureCode code : FailureCode.values()) {
            examples.putObject(code.name()).put("summary", code.text()).set("value", example(code));
            examples.putObject(code.name() + ".problem")
                    .put("summary", code.text())
                    .set("value", problem(code));
        }
    }

    private static ObjectNode object(ObjectNode schema, String description) {
        schema.put("type", "object").put("description", description);
        return schema.putObject("properties");
    }

    private static void required(ObjectNode schemas, String name, String... fields) {
        ArrayNode required = ((ObjectNode) schemas.path(name)).putArray("required");
        List.of(fields).forEach(required::add);
    }

    private static void text(ObjectNode properties, String name, String description) {
        properties.putObject(name).put("type", "string").put("description", description);
    }

    private static void code(ObjectNode properties) {
        ArrayNode codes = properties
                .putObject("error")
                .put("type", "string")
                .put("description", "The code, for programs.")
                .putArray("enum");
        for (FailureCode code : FailureCode.values()) {
            codes.add(code.name());
        }
    }

    private static void retryAfter(ObjectNode properties) {
        properties
                .putObject("retryAfter")
                .put("type", "integer")
                .put("description", "With status 429: seconds after which another try makes sense.");
    }

    private static void common(ObjectNode properties) {
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
        text(properties, "requestId", "The `X-Request-Id` of this answer: quote it when you ask for help.");
    }

    private static ObjectNode example(FailureCode code) {
        ObjectNode body =
                JsonNodeFactory.instance.objectNode().put("error", code.name()).put("message", code.text());
        if (code.status() == 429) {
            body.put("retryAfter", 7);
        }
        return rest(code, body);
    }

    private static ObjectNode problem(FailureCode code) {
        return rest(
                code,
                JsonNodeFactory.instance
                        .objectNode()
                        .put("type", "urn:busbar:failure:" + code.name().toLowerCase(Locale.ROOT))
                        .put("title", code.text())
                        .put("status", code.status())
                        .put("detail", code.text())
                        .put("error", code.name()));
    }

    private static ObjectNode rest(FailureCode code, ObjectNode body) {
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
