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

/** Converts the schema validator's findings to field errors, one message per field. */
final class ValidationMessages {
    private static final int MAX_ERRORS = 100;
    private static final String NOT_BLANK_MESSAGE = "must not be blank";

    private ValidationMessages() {}

    static List<FieldError> describe(Collection<ValidationMessage> messages, JsonNode schema) {
        Map<String, String> messageByField = new LinkedHashMap<>();
        for (ValidationMessage message : messages) {
            messageByField.putIfAbsent(field(message), message(message, schema));
            if (messageByField.size() == MAX_ERRORS) {
                break;
            }
        }
        List<FieldError> errors = new ArrayList<>(messageByField.size());
        messageByField.forEach((field, msg) -> errors.add(new FieldError(field, msg)));
        return errors;
    }

    private static String field(ValidationMessage message) {
        String pointer = JsonPointers.of(message.getInstanceLocation());
        // The validator reports a missing field at the enclosing object.
        return message.getType().equals("required") ? pointer + JsonPointers.of(message.getProperty()) : pointer;
    }

    private static String message(ValidationMessage message, JsonNode schema) {
        JsonNode limit = message.getSchemaNode();
        return switch (message.getType()) {
            case "required" -> "is required";
            case "type" ->
                message.getInstanceNode().isNull()
                        ? "must not be null"
                        : parent(message, schema)
                                .path(RecordSchemaModule.MESSAGE_KEYWORD)
                                .asText("must be " + typeName(limit));
            case "enum" -> "must be one of " + enumValues(limit);
            case "minLength" ->
                limit.asInt() == 1 && parent(message, schema).has(TextKind.KEYWORD)
                        ? NOT_BLANK_MESSAGE
                        : "must be at least " + quantity(limit.asInt(), "character");
            case "maxLength" -> "must be at most " + quantity(limit.asInt(), "character");
            case "minItems" -> "must have at least " + quantity(limit.asInt(), "item");
            case "minProperties" -> "must have at least " + quantity(limit.asInt(), "field");
            case "maxProperties" -> tooLong(limit.asInt(), "field");
            case "uniqueItems" -> "must not have the same item twice";
            case "minimum" -> "must be at least " + limit.asText();
            case "maximum" -> "must be at most " + limit.asText();
            case "exclusiveMinimum" -> "must be more than " + limit.asText();
            case "exclusiveMaximum" -> "must be less than " + limit.asText();
            case "multipleOf" -> "must be a multiple of " + limit.asText();
            case "format" -> Formats.message(limit.asText());
            case "pattern" -> patternMessage(limit.asText(), parent(message, schema));
            default -> "is not valid";
        };
    }

    private static String typeName(JsonNode type) {
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

    private static String enumValues(JsonNode values) {
        List<String> texts = new ArrayList<>();
        for (JsonNode value : values) {
            if (!value.isNull()) {
                texts.add(value.asText());
            }
        }
        return String.join(", ", texts);
    }

    /** Returns the message for a list or map that is too long. */
    static String tooLong(int maximum, String unit) {
        return "must have at most " + quantity(maximum, unit);
    }

    private static String quantity(int number, String unit) {
        return number + " " + (number == 1 ? unit : unit + "s");
    }

    private static String patternMessage(String pattern, JsonNode schema) {
        if (pattern.equals(RecordSchemaModule.NOT_BLANK_PATTERN)) {
            return NOT_BLANK_MESSAGE;
        }
        if (pattern.equals(RecordSchemaModule.LOCAL_TIME_PATTERN)) {
            return "must be a time of day in the form HH:MM";
        }
        if (schema.has(RecordSchemaModule.MESSAGE_KEYWORD)) {
            return schema.get(RecordSchemaModule.MESSAGE_KEYWORD).asText();
        }
        JsonNode example = schema.path("examples").path(0);
        return example.isMissingNode() ? "has an invalid format" : "must have a format like " + example.asText();
    }

    private static JsonNode parent(ValidationMessage message, JsonNode schema) {
        return schema.at(
                JsonPointer.compile(message.getSchemaLocation().getFragment().toString())
                        .head());
    }
}
