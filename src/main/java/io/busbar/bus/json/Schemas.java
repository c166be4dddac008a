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
 * The JSON Schema (2020-12) of records for the API reference: from component types, Jakarta constraints and {@link io.busbar.bus.Doc}. Each
 * record is one definition, named by its service and its simple name.
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

    /** Creates the schemas of these types and of all types they contain. */
    public static Schemas of(Collection<? extends Class<?>> types) {
        return new Schemas(types);
    }

    /** Returns the schema that stands for the type in the document: a {@code $ref} for a record. */
    public ObjectNode reference(Class<?> type) {
        ObjectNode reference = references.get(type);
        if (reference == null) {
            throw new IllegalArgumentException(type + " is not part of these schemas");
        }
        return reference.deepCopy();
    }

    /** Returns the complete schema of one of the types. */
    public ObjectNode definition(Class<?> type) {
        ObjectNode reference = reference(type);
        return reference.has("$ref") ? resolve(reference).deepCopy() : reference;
    }

    /** Returns the definition of a reference; any other schema is returned unchanged. */
    public JsonNode resolve(JsonNode schema) {
        String reference = schema.path("$ref").asText();
        return reference.isEmpty() ? schema : definitions.path(reference.substring(reference.lastIndexOf('/') + 1));
    }

    /** Returns all definitions by name, for {@code components/schemas}. */
    public ObjectNode definitions() {
        return definitions.deepCopy();
    }

    /** Visits every object in a schema, outer ones first. */
    public static void forEachObject(JsonNode node, Consumer<ObjectNode> visitor) {
        if (node instanceof ObjectNode object) {
            visitor.accept(object);
        }
        node.forEach(child -> forEachObject(child, visitor));
    }

    /**
     * Returns a copy of a schema in which every object that is not a map has {@code properties}: one without them has none, instead of any.
     */
    public static ObjectNode withKnownProperties(ObjectNode schema) {
        ObjectNode copy = schema.deepCopy();
        forEachObject(copy, part -> {
            if (part.path("type").asText().equals("object")
                    && !part.has("properties")
                    && !part.path("additionalProperties").isObject()) {
                part.putObject("properties");
            }
        });
        return copy;
    }

    /** Returns the types that a schema allows, without {@code null}; empty if it allows all. */
    public static List<String> types(JsonNode schema) {
        List<String> types = new ArrayList<>(1);
        JsonNode type = schema.path("type");
        (type.isArray() ? type : List.of(type)).forEach(name -> types.add(name.asText()));
        types.removeIf(name -> name.isEmpty() || name.equals("null"));
        return types;
    }

    /** Removes what only the validator needs: error messages, kinds of text, null, and "not blank" next to a more specific pattern. */
    private static void removeInternalKeywords(ObjectNode schemas) {
        forEachObject(schemas, part -> {
            part.remove(RecordSchemaModule.MESSAGE_KEYWORD);
            part.remove(TextKind.KEYWORD);
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
