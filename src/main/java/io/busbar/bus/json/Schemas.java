package io.busbar.bus.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import com.github.victools.jsonschema.module.jackson.JacksonModule;
import com.github.victools.jsonschema.module.jakarta.validation.JakartaValidationModule;
import com.github.victools.jsonschema.module.jakarta.validation.JakartaValidationOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** JSON Schema (2020-12) of records, from their component types, Jakarta constraints and {@link io.busbar.bus.Doc}. */
public final class Schemas {
    private static final SchemaGenerator INLINE =
            new SchemaGenerator(config().with(Option.INLINE_ALL_SCHEMAS).build());

    private Schemas() {}

    /**
     * One schema with everything in it, for judging requests: what is not required may be null.
     *
     * @param strict whether unknown properties are refused
     * @throws IllegalArgumentException for a record that contains itself
     */
    static ObjectNode request(Class<?> record, boolean strict) {
        ObjectNode schema = INLINE.generateSchema(record);
        each(schema, part -> {
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
            List<String> types = types(property.getValue());
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

    /** Shows every object in a schema, subschemas and others, from the outside in. */
    static void each(JsonNode node, Consumer<ObjectNode> visitor) {
        if (node instanceof ObjectNode object) {
            visitor.accept(object);
        }
        node.forEach(child -> each(child, visitor));
    }

    /** The types that a schema allows, without {@code null}; empty when it allows all. */
    static List<String> types(JsonNode schema) {
        List<String> types = new ArrayList<>(1);
        JsonNode type = schema.path("type");
        (type.isArray() ? type : List.of(type)).forEach(one -> types.add(one.asText()));
        types.removeIf(one -> one.isEmpty() || one.equals("null"));
        return types;
    }

    private static SchemaGeneratorConfigBuilder config() {
        return new SchemaGeneratorConfigBuilder(Json.mapper(), SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON)
                .with(new JacksonModule())
                .with(new JakartaValidationModule(JakartaValidationOption.INCLUDE_PATTERN_EXPRESSIONS))
                .with(new SchemaRules())
                .without(Option.SCHEMA_VERSION_INDICATOR, Option.FLATTENED_ENUMS);
    }
}
