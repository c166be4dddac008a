package io.busbar.bus.json;

import com.fasterxml.jackson.databind.JsonMappingException;
import com.networknt.schema.JsonNodePath;
import java.util.List;

/** Creates JSON pointers (RFC 6901) that are safe to display: unprintable characters in names become U+FFFD. */
final class JsonPointers {
    private JsonPointers() {}

    static String of(String name) {
        return "/" + printable(name).replace("~", "~0").replace("/", "~1");
    }

    static String of(List<JsonMappingException.Reference> path) {
        StringBuilder pointer = new StringBuilder();
        for (JsonMappingException.Reference step : path) {
            pointer.append(step.getFieldName() == null ? "/" + step.getIndex() : of(step.getFieldName()));
        }
        return pointer.toString();
    }

    static String of(JsonNodePath path) {
        Object last = path.getElement(-1);
        if (path.getParent() == null || last == null) {
            return "";
        }
        return of(path.getParent()) + (last instanceof Integer index ? "/" + index : of((String) last));
    }

    static String printable(String text) {
        StringBuilder printable = new StringBuilder(text.length());
        text.codePoints()
                .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE ? 0xFFFD : c)
                .forEach(printable::appendCodePoint);
        return printable.toString();
    }
}
