package io.busbar.bus.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The places of texts in a request, compiled from its schema. Normalizes the texts at these places and leaves all other values. */
sealed interface TextFields {
    /** Returns the value with normalized texts. Objects and lists are changed in place. */
    JsonNode normalize(JsonNode value);

    /** Returns the texts that the schema describes; empty if there are none. */
    static Optional<TextFields> of(JsonNode schema) {
        if (schema.has(TextKeyword.NAME)) {
            return Optional.of(new TextValue(
                    TextKind.valueOf(schema.get(TextKeyword.NAME).asText()),
                    schema.path("maxLength").asInt()));
        }
        if (schema.has("items")) {
            int maxItems = schema.path("maxItems").asInt(Integer.MAX_VALUE);
            return of(schema.get("items")).map(items -> new TextList(items, maxItems));
        }
        Map<String, TextFields> fields = new LinkedHashMap<>();
        schema.path("properties")
                .properties()
                .forEach(property -> of(property.getValue()).ifPresent(texts -> fields.put(property.getKey(), texts)));
        return fields.isEmpty() ? Optional.empty() : Optional.of(new TextObject(fields));
    }

    record TextValue(TextKind kind, int maxLength) implements TextFields {
        @Override
        public JsonNode normalize(JsonNode value) {
            return value.isTextual() ? TextNode.valueOf(kind.normalize(value.textValue(), maxLength)) : value;
        }
    }

    /** The items of a list. A list that is too long is refused as a whole, so its texts are left as they are. */
    record TextList(TextFields items, int maxItems) implements TextFields {
        @Override
        public JsonNode normalize(JsonNode value) {
            if (value instanceof ArrayNode list && list.size() <= maxItems) {
                for (int i = 0; i < list.size(); i++) {
                    list.set(i, items.normalize(list.get(i)));
                }
            }
            return value;
        }
    }

    record TextObject(Map<String, TextFields> fields) implements TextFields {
        @Override
        public JsonNode normalize(JsonNode value) {
            if (value instanceof ObjectNode object) {
                fields.forEach((name, texts) -> {
                    JsonNode text = object.get(name);
                    if (text != null) {
                        object.set(name, texts.normalize(text));
                    }
                });
            }
            return value;
        }
    }
}
