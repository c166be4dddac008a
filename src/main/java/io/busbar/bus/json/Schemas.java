package io.busbar.bus.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import com.github.victools.jsonschema.module.jackson.JacksonModule;
import com.github.victools.jsonschema.module.jakarta.validation.JakartaValidationModule;
import com.github.victools.jsonschema.module.jakarta.validation.JakartaValidationOption;

/** JSON Schema (2020-12) of records, from their component types, Jakarta constraints and {@link io.busbar.bus.Doc}. */
public final class Schemas {
    private static final SchemaGenerator INLINE =
            new SchemaGenerator(config().with(Option.INLINE_ALL_SCHEMAS).build());

    private Schemas() {}

    /**
     * One schema with everything in it, for validating requests: unknown properties are refused, optional ones may be null.
     *
     * @throws IllegalArgumentException for a record that contains itself
     */
    static ObjectNode inline(Class<?> record) {
        return INLINE.generateSchema(record);
    }

    /** The same schema without the refusal of unknown properties. */
    static ObjectNode open(ObjectNode schema) {
        ObjectNode copy = schema.deepCopy();
        copy.findParents("additionalProperties").forEach(parent -> {
            if (parent.get("additionalProperties").isBoolean()) {
                ((ObjectNode) parent).remove("additionalProperties");
            }
        });
        return copy;
    }

    private static SchemaGeneratorConfigBuilder config() {
        return new SchemaGeneratorConfigBuilder(Json.mapper(), SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON)
                .with(new JacksonModule())
                .with(new JakartaValidationModule(JakartaValidationOption.INCLUDE_PATTERN_EXPRESSIONS))
                .with(new SchemaRules())
                .with(Option.FORBIDDEN_ADDITIONAL_PROPERTIES_BY_DEFAULT)
                .without(Option.SCHEMA_VERSION_INDICATOR, Option.FLATTENED_ENUMS);
    }
}
