package io.busbar.bus.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;

/** Converts the text of a {@link io.busbar.bus.Doc#example() Doc example} to a value. */
final class Examples {
    private Examples() {}

    /**
     * Returns the example's value.
     *
     * @param type the field's type; the example of a string is taken literally, even if it looks like a number
     */
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
