package io.busbar.http.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.bus.json.Schemas;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Generates example values from the examples of their fields. A required field without an example gets a plain value of its type.
 */
final class ExampleGenerator {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final Schemas schemas;

    ExampleGenerator(Schemas schemas) {
        this.schemas = schemas;
    }

    JsonNode generate(JsonNode schema) {
        JsonNode declared = schema.path("examples").path(0);
        if (!declared.isMissingNode()) {
            return declared;
        }
        if (schema.has("const")) {
            return schema.path("const");
        }
        if (schema.path("type").asText().equals("null")) {
            return NODES.nullNode();
        }
        if (schema.has("$ref")) {
            return generate(schemas.resolve(schema));
        }
        if (schema.path("enum").size() > 0) {
            return schema.path("enum").path(0);
        }
        List<String> types = Schemas.types(schema);
        return switch (types.isEmpty() ? "object" : types.getFirst()) {
            case "string" -> NODES.textNode(text(schema));
            case "integer" -> NODES.numberNode(schema.path("minimum").asInt(1));
            case "number" -> NODES.numberNode(schema.path("minimum").asDouble(1.5));
            case "boolean" -> NODES.booleanNode(true);
            case "array" -> list(schema);
            default -> object(schema);
        };
    }

    /** Returns an example with every field, also with those that are optional and have no example. */
    ObjectNode generateComplete(JsonNode schema) {
        ObjectNode object = NODES.objectNode();
        schema.path("properties")
                .properties()
                .forEach(property -> object.set(property.getKey(), generate(property.getValue())));
        return object;
    }

    private ObjectNode object(JsonNode schema) {
        Set<String> required = new HashSet<>();
        schema.path("required").forEach(name -> required.add(name.asText()));
        ObjectNode object = NODES.objectNode();
        schema.path("properties").properties().forEach(property -> {
            if (required.contains(property.getKey()) || isShown(property.getValue())) {
                object.set(property.getKey(), generate(property.getValue()));
            }
        });
        return object;
    }

    /** Returns whether an optional field is descriptive enough to appear in examples. */
    private boolean isShown(JsonNode schema) {
        return schema.has("examples")
                || schema.has("$ref")
                || schema.path("items").has("$ref");
    }

    private ArrayNode list(JsonNode schema) {
        return NODES.arrayNode().add(generate(schema.path("items")));
    }

    private static String text(JsonNode schema) {
        return switch (schema.path("format")
                .asText(schema.path("contentEncoding").asText())) {
            case "uuid" -> "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b11";
            case "date" -> "2026-11-20";
            case "date-time" -> "2026-11-20T09:30:00Z";
            case "duration" -> "PT30M";
            case "timezone" -> "Europe/Berlin";
            case "email" -> "ada@example.org";
            case "uri" -> "https://example.org/page";
            case "base64" -> "QnVzYmFy";
            default -> schema.path("pattern").asText().startsWith("^([01]") ? "09:30" : "text";
        };
    }
}
