package io.busbar.http.openapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.bus.json.Json;
import io.busbar.bus.json.Schemas;
import io.busbar.http.pages.ClasspathResources;
import io.vertx.core.buffer.Buffer;

/** Adds the node's own endpoints, which belong to no service, to the OpenAPI document. They are described in {@code node-paths.json}. */
final class NodePaths {
    private NodePaths() {}

    static void describe(ArrayNode tags, ObjectNode paths, ObjectNode componentSchemas, ErrorResponses errorResponses) {
        String text = ClasspathResources.text("/io/busbar/http/openapi/node-paths.json")
                .replace("{version}", OpenApiDocument.VERSION);
        ObjectNode node = (ObjectNode) Json.parse(Buffer.buffer(text));
        tags.add(node.get("tag"));
        componentSchemas.setAll((ObjectNode) node.get("schemas"));
        paths.setAll((ObjectNode) node.get("paths"));
        Schemas.forEachObject(
                node.get("paths"),
                part -> errorResponses.addReferenced(part.path("$ref").asText()));
    }
}
