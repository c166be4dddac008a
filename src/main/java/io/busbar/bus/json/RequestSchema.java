package io.busbar.bus.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The schema that requests are validated against: without references, and with null allowed for components that are not required. Unknown
 * fields are the concern of {@link RequestShape}.
 */
final class RequestSchema {
    private static final SchemaGenerator GENERATOR = new SchemaGenerator(
            RecordSchemaModule.config().with(Option.INLINE_ALL_SCHEMAS).build());

    /** The keyword of maps. The validator ignores names that start with {@code #} in {@code additionalProperties}. */
    static final String MAP_VALUES = "patternProperties";

    private static final String ANY_NAME = "^";
    static final String MAP_VALUE_POINTER = "/" + MAP_VALUES + "/" + ANY_NAME;

    private RequestSchema() {}

    /**
     * Returns the schema of a request record. One at a time, because the generator keeps state while it works.
     *
     * @throws IllegalArgumentException if the record contains itself
     */
    static synchronized ObjectNode of(Class<?> record) {
        return prepare(GENERATOR.generateSchema(record));
    }

    /** Changes a plain schema without references to one that requests are validated against, and returns it. */
    static ObjectNode prepare(ObjectNode schema) {
        Schemas.forEachObject(schema, part -> {
            if (part.path("properties").isObject()) {
                allowNull(part);
            }
            if (part.path("additionalProperties").isObject()) {
                part.putObject(MAP_VALUES).set(ANY_NAME, part.remove("additionalProperties"));
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
