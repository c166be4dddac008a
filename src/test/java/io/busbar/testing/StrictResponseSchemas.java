package io.busbar.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The schemas of the OpenAPI document without additional properties, so that an undocumented property is an error. */
final class StrictResponseSchemas {
    private static final JsonSchemaFactory FACTORY = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
    private static final SchemaValidatorsConfig CONFIG =
            SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();

    private final JsonNode components;
    private final Map<JsonNode, JsonSchema> compiled = new HashMap<>();

    StrictResponseSchemas(ObjectNode document) {
        components = document.path("components").deepCopy();
        close(components.path("schemas"), false);
    }

    List<String> errors(String reference, JsonNode value) {
        return errors(JsonNodeFactory.instance.objectNode().put("$ref", reference), value);
    }

    synchronized List<String> errors(JsonNode schema, JsonNode value) {
        return compiled.computeIfAbsent(schema, this::compile).validate(value).stream()
                .map(Object::toString)
                .toList();
    }

    private JsonSchema compile(JsonNode schema) {
        ObjectNode whole = schema.deepCopy();
        close(whole, false);
        whole.set("components", components);
        return FACTORY.getSchema(whole, CONFIG);
    }

    /**
     * Parts of an {@code allOf} also see the properties of the other parts, so they keep additional properties; the schemas they refer to
     * do not.
     */
    private static void close(JsonNode schema, boolean part) {
        if (!part
                && schema instanceof ObjectNode object
                && object.path("properties").isObject()
                && !object.has("additionalProperties")) {
            object.put("additionalProperties", false);
        }
        schema.properties().forEach(field -> close(field.getValue(), false));
        if (schema.isArray()) {
            schema.forEach(one -> close(one, true));
        }
    }
}
