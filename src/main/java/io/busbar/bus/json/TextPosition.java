package io.busbar.bus.json;

import com.fasterxml.jackson.core.JacksonException;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import java.util.List;
import java.util.Map;

/** A position in a text: line and column from 1, columns in characters. */
record TextPosition(int line, int column) {

    static TextPosition of(byte[] bytes, JacksonException e) {
        long offset = e.getLocation() == null ? 0 : e.getLocation().getByteOffset();
        return of(bytes, Math.clamp(offset, 0, bytes.length));
    }

    static TextPosition of(byte[] bytes, int offset) {
        int line = 1;
        int column = 1;
        for (int i = 0; i < offset; i++) {
            if (bytes[i] == '\n') {
                line++;
                column = 1;
            } else if ((bytes[i] & 0xC0) != 0x80) {
                column++;
            }
        }
        return new TextPosition(line, column);
    }

    Failure malformed(String problem) {
        String message = problem + " (line " + line + ", column " + column + ")";
        return new Failure(
                FailureCode.MALFORMED_REQUEST, message, Map.of("line", line, "column", column), List.of(), null);
    }
}
