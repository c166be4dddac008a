package io.busbar.bus.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.SchemaBuilder;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * JSON Schema (2020-12) of records, for people and programs to read: from component types, Jakarta constraints and {@link io.busbar.bus.Doc}.
 * Each record is one definition with its simple name, preceded by its package's where two share one, and refers to others.
 */
public final class Schemas {
    private static final String DEFINITIONS_PATH = "components/schemas";

    private static final SchemaGenerator GENERATOR = new SchemaGenerator(RecordSchemaModule.config()
            .with(Option.DEFINITIONS_FOR_ALL_OBJECTS, Option.DEFINITION_FOR_MAIN_SCHEMA)
            .build());

    private final Map<Class<?>, ObjectNode> references = new LinkedHashMap<>();
    private final ObjectNode definitions;

    private Schemas(Collection<? extends Class<?>> types) {
        SchemaBuilder builder = GENERATOR.buildMultipleSchemaDefinitions();
        types.forEach(type -> references.computeIfAbsent(type, builder::createSchemaReference));
        definitions = builder.collectDefinitions(DEFINITIONS_PATH);
        references.values().forEach(Schemas::removeInternalKeywords);
        removeInternalKeywords(definitions);
    }

    /** The schemas of these types and of all they hold. */
    public static Schemas of(Collection<? extends Class<?>> types) {
        return new Schemas(types);
    }

    /** What stands for the type elsewhere in the document: a {@code $ref} for a record. */
    public ObjectNode reference(Class<?> type) {
        ObjectNode reference = references.get(type);
        if (reference == null) {
            throw new IllegalArgumentException(type + " was not asked for");
        }
        return reference.deepCopy();
    }

    /** The schema itself of one of the types. */
    public ObjectNode definition(Class<?> type) {
        ObjectNode reference = reference(type);
        return reference.has("$ref") ? resolve(reference).deepCopy() : reference;
    }

    /** The definition that a reference leads to; anything else is returned as it is. */
    public JsonNode resolve(JsonNode schema) {
        String reference = schema.path("$ref").asText();
        return reference.isEmpty() ? schema : definitions.path(reference.substring(reference.lastIndexOf('/') + 1));
    }

    /** All definitions by name, for {@code components/schemas}. */
    public ObjectNode definitions() {
        return definitions.deepCopy();
    }

    /** Shows every object in a schema, subschemas and others, from the outside in. */
    public static void forEachObject(JsonNode node, Consumer<ObjectNode> visitor) {
        if (node instanceof ObjectNode object) {
            visitor.accept(object);
        }
        node.forEach(child -> forEachObject(child, visitor));
    }

    /** The types that a schema allows, without {@code null}; empty when it allows all. */
    public static List<String> types(JsonNode schema) {
        List<String> types = new ArrayList<>(1);
        JsonNode type = schema.path("type");
        (type.isArray() ? type : List.of(type)).forEach(one -> types.add(one.asText()));
        types.removeIf(one -> one.isEmpty() || one.equals("null"));
        return types;
    }

    /** Takes out what only the validator reads: words for errors, null, and "not blank" beside a pattern that says more. */
    private static void removeInternalKeywords(ObjectNode schemas) {
        forEachObject(schemas, part -> {
            part.remove(RecordSchemaModule.MESSAGE_KEYWORD);
            if (part.path("allOf").path(0).path("pattern").asText().equals(RecordSchemaModule.NOT_BLANK_PATTERN)) {
                part.remove("allOf");
                part.put("minLength", 1);
            }
            if (part.path("type").isArray() && types(part).size() == 1) {
                part.put("type", types(part).getFirst());
            }
        });
    }
}
