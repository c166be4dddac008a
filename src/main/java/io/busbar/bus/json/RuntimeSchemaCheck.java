package io.busbar.bus.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Format;
import io.busbar.bus.Failure.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Checks the JSON Schema of a runtime operation. It must be complete in itself and of the part of JSON Schema that records produce:
 * one type for each value, objects with known properties or as maps, limits, patterns and formats. Anything else is an error and never
 * ignored.
 */
public final class RuntimeSchemaCheck {
    private static final int MAX_DEPTH = 8;
    private static final int MAX_PATTERN_LENGTH = 200;
    private static final int MAX_ENUM_VALUES = 200;
    private static final int MAX_SIZE = 10_000;
    /** The comparison of each item with each other one takes a time that grows with the square of their number. */
    private static final int MAX_UNIQUE_ITEMS = 1_000;

    private static final String NAME = "[A-Za-z_][A-Za-z0-9_]{0,99}";

    /** Names that a walk through a schema can't tell from keywords. */
    private static final Set<String> RESERVED_NAMES = Set.of("properties", "additionalProperties", "patternProperties");

    private static final Set<String> ANNOTATIONS = Set.of("type", "title", "description", "examples");

    private static final Map<String, Set<String>> KEYWORDS = Map.of(
            "object", Set.of("properties", "required", "additionalProperties", "minProperties", "maxProperties"),
            "array", Set.of("items", "minItems", "maxItems", "uniqueItems"),
            "string", Set.of("minLength", "maxLength", "pattern", "format", "enum"),
            "integer", numberKeywords(),
            "number", numberKeywords(),
            "boolean", Set.of());

    private static final Set<String> COUNTS =
            Set.of("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties");
    private static final Set<String> NUMBERS =
            Set.of("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf");

    private static final Set<String> INTEGER_FORMATS = Set.of("int32", "int64");
    private static final Set<String> TEXT_FORMATS = Formats.ALL.stream()
            .map(Format::getName)
            .filter(name -> !INTEGER_FORMATS.contains(name))
            .collect(Collectors.toCollection(TreeSet::new));

    /** Whether lists and maps need a maximum size, as in a request. */
    private final boolean bounded;

    private final List<FieldError> errors = new ArrayList<>();

    private RuntimeSchemaCheck(boolean bounded) {
        this.bounded = bounded;
    }

    private static Set<String> numberKeywords() {
        return Set.of("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "format", "enum");
    }

    /**
     * Returns the errors of the schema of a request, which must be an object.
     *
     * @param pointer the JSON pointer of the schema
     */
    public static List<FieldError> ofRequest(JsonNode schema, String pointer) {
        RuntimeSchemaCheck check = new RuntimeSchemaCheck(true);
        check.requireObject(schema, pointer);
        return check.errors;
    }

    /** Returns the errors of the schema of a response object, or of each item of a list. */
    public static List<FieldError> ofResponse(JsonNode schema, String pointer) {
        RuntimeSchemaCheck check = new RuntimeSchemaCheck(false);
        check.requireObject(schema, pointer);
        return check.errors;
    }

    private void requireObject(JsonNode schema, String pointer) {
        if (schema.path("type").asText().equals("object")) {
            check(schema, pointer, 1);
        } else {
            add(pointer + "/type", "must be object");
        }
    }

    private void check(JsonNode schema, String pointer, int depth) {
        if (!(schema instanceof ObjectNode object)) {
            add(pointer, "must be an object");
            return;
        }
        if (depth > MAX_DEPTH) {
            add(pointer, "is nested too deeply; the maximum is " + MAX_DEPTH + " levels");
            return;
        }
        String type = object.path("type").asText();
        Set<String> keywords = KEYWORDS.get(type);
        if (keywords == null) {
            add(pointer + "/type", "must be one of " + String.join(", ", new TreeSet<>(KEYWORDS.keySet())));
            return;
        }
        object.properties().forEach(keyword -> checkKeyword(keyword, keywords, pointer));
        switch (type) {
            case "object" -> checkObject(object, pointer, depth);
            case "array" -> checkArray(object, pointer, depth);
            default -> checkScalar(object, type, pointer);
        }
    }

    private void checkKeyword(Map.Entry<String, JsonNode> keyword, Set<String> keywords, String pointer) {
        String name = keyword.getKey();
        JsonNode value = keyword.getValue();
        String here = pointer + JsonPointers.of(name);
        if (!keywords.contains(name) && !ANNOTATIONS.contains(name)) {
            add(here, "is not supported here");
        } else if (COUNTS.contains(name)
                && !(value.canConvertToInt() && value.isIntegralNumber() && value.asInt() >= 0)) {
            add(here, "must be a whole number of at least 0");
        } else if (NUMBERS.contains(name) && !value.isNumber()) {
            add(here, "must be a number");
        } else if (name.equals("multipleOf") && value.asDouble() <= 0) {
            add(here, "must be more than 0");
        } else if (name.equals("uniqueItems") && !value.isBoolean()) {
            add(here, "must be true or false");
        } else if (Set.of("title", "description").contains(name) && !value.isTextual()) {
            add(here, "must be text");
        } else if (name.equals("examples") && !value.isArray()) {
            add(here, "must be a list");
        }
    }

    private void checkObject(ObjectNode object, String pointer, int depth) {
        JsonNode properties = object.path("properties");
        JsonNode values = object.path("additionalProperties");
        if (values.isObject() && !properties.isMissingNode()) {
            add(pointer + "/additionalProperties", "must be false: an object has either known properties or any names");
        } else if (values.isObject()) {
            check(values, pointer + "/additionalProperties", depth + 1);
            requireMaximum(object, "maxProperties", MAX_SIZE, pointer);
        } else if (!values.isMissingNode() && !(values.isBoolean() && !values.asBoolean())) {
            add(pointer + "/additionalProperties", "must be false or a schema");
        }
        if (!properties.isMissingNode() && !properties.isObject()) {
            add(pointer + "/properties", "must be an object");
            return;
        }
        properties.properties().forEach(property -> {
            String here = pointer + "/properties" + JsonPointers.of(property.getKey());
            if (!property.getKey().matches(NAME)) {
                add(here, "must have a name of letters, digits and _ that starts with no digit");
            } else if (RESERVED_NAMES.contains(property.getKey())) {
                add(here, "has a reserved name");
            } else {
                check(property.getValue(), here, depth + 1);
            }
        });
        checkRequired(object.path("required"), properties, pointer + "/required");
    }

    private void checkRequired(JsonNode required, JsonNode properties, String pointer) {
        if (!required.isMissingNode() && !required.isArray()) {
            add(pointer, "must be a list");
            return;
        }
        for (int i = 0; i < required.size(); i++) {
            if (!properties.has(required.path(i).asText())) {
                add(pointer + "/" + i, "is not a property");
            }
        }
    }

    private void checkArray(ObjectNode array, String pointer, int depth) {
        if (array.has("items")) {
            check(array.path("items"), pointer + "/items", depth + 1);
        } else {
            add(pointer + "/items", "is required");
        }
        requireMaximum(array, "maxItems", array.path("uniqueItems").asBoolean() ? MAX_UNIQUE_ITEMS : MAX_SIZE, pointer);
    }

    private void requireMaximum(ObjectNode schema, String keyword, int highest, String pointer) {
        if (bounded && !schema.has(keyword)) {
            add(pointer + "/" + keyword, "is required");
        } else if (bounded && schema.path(keyword).asInt() > highest) {
            add(pointer + "/" + keyword, "must be at most " + highest);
        }
    }

    private void checkScalar(ObjectNode scalar, String type, String pointer) {
        JsonNode format = scalar.path("format");
        Set<String> formats = type.equals("string") ? TEXT_FORMATS : new TreeSet<>(INTEGER_FORMATS);
        if (!format.isMissingNode() && !formats.contains(format.asText())) {
            add(pointer + "/format", "must be one of " + String.join(", ", formats));
        }
        if (scalar.has("pattern")) {
            requireMaximum(scalar, "maxLength", LinearRegex.MAX_TEXT_LENGTH, pointer);
            checkPattern(scalar, pointer + "/pattern");
        }
        if (scalar.has("enum")) {
            checkEnum(scalar.path("enum"), type, pointer + "/enum");
        }
    }

    private void checkPattern(ObjectNode scalar, String pointer) {
        JsonNode pattern = scalar.path("pattern");
        if (!pattern.isTextual() || pattern.asText().length() > MAX_PATTERN_LENGTH) {
            add(pointer, "must be text of at most " + MAX_PATTERN_LENGTH + " characters");
            return;
        }
        int maxLength = Math.clamp(scalar.path("maxLength").asInt(), 0, LinearRegex.MAX_TEXT_LENGTH);
        LinearRegex.error(pattern.asText(), maxLength).ifPresent(message -> add(pointer, message));
    }

    private void checkEnum(JsonNode values, String type, String pointer) {
        if (!values.isArray() || values.isEmpty() || values.size() > MAX_ENUM_VALUES) {
            add(pointer, "must have 1 to " + MAX_ENUM_VALUES + " items");
            return;
        }
        for (int i = 0; i < values.size(); i++) {
            if (!isOfType(values.path(i), type)) {
                add(pointer + "/" + i, "must be of the type " + type);
            }
        }
    }

    private static boolean isOfType(JsonNode value, String type) {
        return switch (type) {
            case "string" -> value.isTextual();
            case "integer" -> value.isIntegralNumber();
            default -> value.isNumber();
        };
    }

    private void add(String pointer, String message) {
        errors.add(new FieldError(pointer, message));
    }

    /** Returns whether texts of a path or a query can be converted to the type: a scalar, or a list of scalars. */
    public static boolean isParameter(JsonNode schema) {
        String type = schema.path("type").asText();
        return Stream.of("string", "integer", "number", "boolean").anyMatch(type::equals)
                || (type.equals("array")
                        && !schema.path("items").path("type").asText().equals("array")
                        && isParameter(schema.path("items")));
    }
}
