package io.busbar.http.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.bus.json.Schemas;

/** Marks the schemas of requests as strict: objects accept no fields other than those declared. */
final class StrictObjectSchemas {
    private StrictObjectSchemas() {}

    /** Forbids unknown fields in all definitions that the schema references. */
    static void forbidUnknownFields(JsonNode schema, ObjectNode componentSchemas) {
        Schemas.forEachObject(schema, part -> {
            String reference = part.path("$ref").asText();
            if (!reference.isEmpty()
                    && componentSchemas.path(reference.substring(reference.lastIndexOf('/') + 1))
                            instanceof ObjectNode definition
                    && !definition.has("additionalProperties")) {
                definition.put("additionalProperties", false);
                forbidUnknownFields(definition, componentSchemas);
            }
        });
    }
}
