package io.busbar.http.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.bus.json.Schemas;

/** Requests are read strictly: an object in them has the fields that its schema names and no others. */
final class StrictObjectSchemas {
    private StrictObjectSchemas() {}

    /** Closes every definition among {@code named} that the schema leads to. */
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
