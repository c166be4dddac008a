package io.busbar.bus.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The schema that requests are validated against: without references, and with null allowed for components that are not required. */
final class RequestSchema {
    private static final SchemaGenerator GENERATOR = new SchemaGenerator(
            RecordSchemaModule.config().with(Option.INLINE_ALL_SCHEMAS).build());

    private RequestSchema() {}

    /**
     * Returns the schema of a request record.
     *
     * @param strict whether unknown properties are refused
     * @throws IllegalArgumentException if the record contains itself
     */
    static ObjectNode of(Class<?> record, boolean strict) {
        ObjectNode schema = GENERATOR.generateSchema(record);
        Schemas.forEachObject(schema, part -> {
            if (part.path("properties").isObject()) {
                allowNull(part);
                if (strict) {
                    part.put("additionalProperties", false);
                }
            }
        });
        return schema;
    }

    private static void allowNull(ObjectNode object) {
        Set<String> required = new HashSet<>();
        object.path("required").forEach(name -> required.add(name.asText()));
        object.path("properties").properties().forEach(property -> {
            List<String> types = Schemas.types(property.getValue());
            if (!required.contains(property.getKey()) && !types.isEmpty()) {
                ObjectNode schema = (ObjectNode) property.getValue();
                ArrayNode nullable = schema.putArray("type");
                types.forEach(nullable::add);
                nullable.add("null");
                if (schema.get("enum") instanceof ArrayNode values) {
                    values.addNull();
                }
            }
        });
    }
}
