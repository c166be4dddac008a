package io.busbar.bus.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The shape of a request, compiled from its schema. Walks through a request before the schema validator does: it normalizes texts, and
 * finds what the validator cannot check as this API needs it. The validator would accept every unknown name that starts with {@code #}, and
 * would validate every item of a list that is too long already.
 */
sealed interface RequestShape {
    /**
     * Checks the current value of a walk and adds what it finds. Returns the value to validate in its place: the normalized text, or null
     * for a list or map that is too long. Objects and lists are changed in place.
     */
    JsonNode check(JsonNode value, RequestFindings findings);

    /** Returns the shape that a schema describes; empty if there is nothing to check or normalize. */
    static Optional<RequestShape> of(JsonNode schema) {
        if (schema.has(TextKind.KEYWORD)) {
            return Optional.of(new TextShape(
                    TextKind.valueOf(schema.get(TextKind.KEYWORD).asText()),
                    schema.path("maxLength").asInt()));
        }
        if (schema.has("maxItems")) {
            return Optional.of(new ListShape(schema.get("maxItems").asInt(), of(schema.path("items"))));
        }
        if (schema.has(RequestSchema.MAP_VALUES)) {
            return Optional.of(new MapShape(
                    schema.path("maxProperties").asInt(Integer.MAX_VALUE),
                    of(schema.at(RequestSchema.MAP_VALUE_POINTER))));
        }
        return schema.path("properties").isObject()
                ? Optional.of(ofRecord(schema.get("properties")))
                : Optional.empty();
    }

    private static RequestShape ofRecord(JsonNode properties) {
        Set<String> names = new HashSet<>();
        List<CheckedField> fields = new ArrayList<>();
        properties.properties().forEach(property -> {
            names.add(property.getKey());
            of(property.getValue()).ifPresent(shape -> fields.add(new CheckedField(property.getKey(), shape)));
        });
        return new RecordShape(names, fields);
    }

    /** A text of which characters and form are checked. */
    record TextShape(TextKind kind, int maxLength) implements RequestShape {
        @Override
        public JsonNode check(JsonNode value, RequestFindings findings) {
            if (!value.isTextual()) {
                return value;
            }
            String text = kind.normalize(value.textValue(), maxLength);
            if (!kind.allowsAll(text)) {
                findings.addSubordinate(kind.message());
            }
            return TextNode.valueOf(text);
        }
    }

    /** A list. If it is too long, it is refused as a whole. */
    record ListShape(int maxItems, Optional<RequestShape> items) implements RequestShape {
        @Override
        public JsonNode check(JsonNode value, RequestFindings findings) {
            if (!(value instanceof ArrayNode list)) {
                return value;
            }
            if (list.size() > maxItems) {
                findings.add(ValidationMessages.tooLong(maxItems, "item"));
                return NullNode.instance;
            }
            if (items.isPresent()) {
                for (int i = 0; i < list.size(); i++) {
                    findings.enter(i);
                    list.set(i, items.get().check(list.get(i), findings));
                    findings.leave();
                }
            }
            return list;
        }
    }

    /** A map with any names. If it has too many entries, it is refused as a whole. */
    record MapShape(int maxEntries, Optional<RequestShape> values) implements RequestShape {
        @Override
        public JsonNode check(JsonNode value, RequestFindings findings) {
            if (!(value instanceof ObjectNode map)) {
                return value;
            }
            if (map.size() > maxEntries) {
                findings.add(ValidationMessages.tooLong(maxEntries, "field"));
                return NullNode.instance;
            }
            if (values.isPresent()) {
                for (Map.Entry<String, JsonNode> entry : map.properties()) {
                    findings.enter(entry.getKey());
                    entry.setValue(values.get().check(entry.getValue(), findings));
                    findings.leave();
                }
            }
            return map;
        }
    }

    /** A field of a record that has something to check. */
    record CheckedField(String name, RequestShape shape) {}

    /** A record. Only nodes of this cluster may send fields that it does not have. */
    record RecordShape(Set<String> names, List<CheckedField> fields) implements RequestShape {
        @Override
        public JsonNode check(JsonNode value, RequestFindings findings) {
            if (!(value instanceof ObjectNode object)) {
                return value;
            }
            if (findings.isStrict()) {
                findUnknown(object, findings);
            }
            for (CheckedField field : fields) {
                JsonNode sent = object.get(field.name);
                if (sent != null) {
                    findings.enter(field.name);
                    object.set(field.name, field.shape.check(sent, findings));
                    findings.leave();
                }
            }
            return object;
        }

        private void findUnknown(ObjectNode object, RequestFindings findings) {
            Iterator<String> sent = object.fieldNames();
            while (sent.hasNext() && !findings.isFull()) {
                String name = sent.next();
                if (!names.contains(name)) {
                    findings.enter(name);
                    findings.add("is not a known field");
                    findings.leave();
                }
            }
        }
    }
}
