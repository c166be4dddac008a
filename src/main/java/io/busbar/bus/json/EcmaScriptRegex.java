package io.busbar.bus.json;

import com.networknt.schema.regex.RegularExpression;
import java.util.regex.Pattern;

/** Runs the ECMA 262 patterns of schemas on Java's regex engine. */
final class EcmaScriptRegex {
    private EcmaScriptRegex() {}

    static RegularExpression compile(String regex) {
        if (regex.equals(RecordSchemaModule.NOT_BLANK_PATTERN)) {
            return text -> text.codePoints().anyMatch(c -> !Character.isWhitespace(c) && !Character.isSpaceChar(c));
        }
        // In Java a final $ also matches before a line break at the end.
        boolean anchored = regex.endsWith("$") && !regex.endsWith("\\$");
        Pattern pattern = Pattern.compile(anchored ? regex.substring(0, regex.length() - 1) + "\\z" : regex);
        return text -> pattern.matcher(text).find();
    }
}
