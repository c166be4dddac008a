package io.busbar.bus.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;

/** The value that the text of a {@link io.busbar.bus.Doc#example() Doc example} stands for. */
final class Examples {
    private Examples() {}

    /** {@code type} is what the field holds: a text's example is that text, even where it reads like a number. */
    static JsonNode of(String text, Class<?> type) {
        if (type == String.class) {
            return TextNode.valueOf(text);
        }
        try {
            return Json.mapper().readTree(text);
        } catch (JsonProcessingException e) {
            return TextNode.valueOf(text);
        }
    }
}
