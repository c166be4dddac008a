package io.busbar.bus.json;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.ValidationMessage;
import io.busbar.bus.Failure.FieldError;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Says in plain words what the validator found, at the field it is about; one sentence a field. */
final class Violations {
    private static final int MOST = 100;

    private Violations() {}

    static List<FieldError> describe(Collection<ValidationMessage> found, JsonNode schema) {
        Map<String, String> sentences = new LinkedHashMap<>();
        for (ValidationMessage message : found) {
            sentences.putIfAbsent(place(message), sentence(message, schema));
            if (sentences.size() == MOST) {
                break;
            }
        }
        List<FieldError> errors = new ArrayList<>(sentences.size());
        sentences.forEach((field, msg) -> errors.add(new FieldError(field, msg)));
        return errors;
    }

    private static String place(ValidationMessage message) {
        String place = Pointers.of(message.getInstanceLocation());
        return switch (message.getType()) {
            // The validator finds these at the object around the field.
            case "required", "additionalProperties" -> place + Pointers.of(message.getProperty());
            default -> place;
        };
    }

    private static String sentence(ValidationMessage message, JsonNode schema) {
        JsonNode limit = message.getSchemaNode();
        return switch (message.getType()) {
            case "required" -> "is required";
            case "additionalProperties" -> "is not a known field";
            case "type" ->
                message.getInstanceNode().isNull()
                        ? "must not be null"
                        : parent(message, schema).path(SchemaRules.FORM).asText("must be " + kind(limit));
            case "enum" -> "must be one of " + choices(limit);
            case "minLength" -> "must be at least " + count(limit, "character");
            case "maxLength" -> "must be at most " + count(limit, "character");
            case "minItems" -> "must have at least " + count(limit, "item");
            case "maxItems" -> "must have at most " + count(limit, "item");
            case "minProperties" -> "must have at least " + count(limit, "field");
            case "maxProperties" -> "must have at most " + count(limit, "field");
            case "uniqueItems" -> "must not have the same item twice";
            case "minimum" -> "must be at least " + limit.asText();
            case "maximum" -> "must be at most " + limit.asText();
            case "exclusiveMinimum" -> "must be more than " + limit.asText();
            case "exclusiveMaximum" -> "must be less than " + limit.asText();
            case "multipleOf" -> "must be a multiple of " + limit.asText();
            case "format" -> Formats.sentence(limit.asText());
            case "pattern" -> form(limit.asText(), parent(message, schema));
            default -> "is not valid";
        };
    }

    private static String kind(JsonNode type) {
        String name = type.isArray() ? type.path(0).asText() : type.asText();
        return switch (name) {
            case "string" -> "text";
            case "integer" -> "a whole number";
            case "number" -> "a number";
            case "boolean" -> "true or false";
            case "array" -> "a list";
            default -> "an object";
        };
    }

    private static String choices(JsonNode values) {
        List<String> texts = new ArrayList<>();
        for (JsonNode value : values) {
            if (!value.isNull()) {
                texts.add(value.asText());
            }
        }
        return String.join(", ", texts);
    }

    private static String count(JsonNode limit, String what) {
        return limit.asText() + " " + (limit.asInt() == 1 ? what : what + "s");
    }

    private static String form(String pattern, JsonNode schema) {
        if (pattern.equals(SchemaRules.NOT_BLANK)) {
            return "must not be blank";
        }
        if (pattern.equals(SchemaRules.WALL_TIME)) {
            return "must be a time of day as HH:MM";
        }
        if (schema.has(SchemaRules.FORM)) {
            return schema.get(SchemaRules.FORM).asText();
        }
        JsonNode example = schema.path("examples").path(0);
        return example.isMissingNode() ? "is not of the expected form" : "must be of a form like " + example.asText();
    }

    private static JsonNode parent(ValidationMessage message, JsonNode schema) {
        return schema.at(
                JsonPointer.compile(message.getSchemaLocation().getFragment().toString())
                        .head());
    }
}
