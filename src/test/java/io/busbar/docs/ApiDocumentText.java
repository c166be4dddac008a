package io.busbar.docs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes an OpenAPI or AsyncAPI document as text that does not depend on the order of the declarations: what has a name is sorted by it.
 */
final class ApiDocumentText {
    private ApiDocumentText() {}

    static String of(ObjectNode document) {
        ObjectNode sorted = document.deepCopy();
        List.of("paths", "channels", "operations").forEach(part -> sortByName(sorted.path(part)));
        sorted.path("channels").forEach(channel -> sortByName(channel.path("messages")));
        sorted.path("components").forEach(ApiDocumentText::sortByName);
        if (sorted.path("tags") instanceof ArrayNode tags) {
            List<JsonNode> byName = new ArrayList<>();
            tags.forEach(byName::add);
            byName.sort(Comparator.comparing(tag -> tag.path("name").asText()));
            tags.removeAll().addAll(byName);
        }
        return sorted.toPrettyString() + "\n";
    }

    private static void sortByName(JsonNode part) {
        if (part instanceof ObjectNode object) {
            Map<String, JsonNode> byName = new TreeMap<>();
            object.properties().forEach(entry -> byName.put(entry.getKey(), entry.getValue()));
            object.removeAll().setAll(byName);
        }
    }
}
