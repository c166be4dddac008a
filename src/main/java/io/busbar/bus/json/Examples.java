package io.busbar.bus.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;

/** The value that the text of a {@link io.busbar.bus.Doc#example() Doc example} stands for. */
final class Examples {
    private Examples() {}

    static JsonNode of(String text, JsonNode schema) {
        if (Schemas.types(schema).contains("string")) {
            return TextNode.valueOf(text);
        }
        try {
            return Json.mapper().readTree(text);
        } catch (JsonProcessingException e) {
            return TextNode.valueOf(text);
        }
    }
}
