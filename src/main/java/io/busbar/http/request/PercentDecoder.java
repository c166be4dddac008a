package io.busbar.http.request;

import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Decodes percent-encoding in URLs (RFC 3986) strictly: invalid escapes and invalid UTF-8 are rejected, not replaced. */
public final class PercentDecoder {
    private PercentDecoder() {}

    /** Returns the decoded text between two positions. In a query, a plus stands for a space. */
    public static String decode(String raw, int from, int to, boolean inQuery) {
        int position = from;
        while (position < to && isLiteral(raw.charAt(position), inQuery)) {
            position++;
        }
        if (position == to) {
            return raw.substring(from, to);
        }
        byte[] bytes = new byte[to - from];
        int length = 0;
        for (position = from; position < to; position++) {
            char c = raw.charAt(position);
            if (c == '%') {
                bytes[length++] = decodeOctet(raw, position, to);
                position += 2;
            } else if (c > 0x7f) {
                throw malformed("contains a character that must be percent-encoded");
            } else {
                bytes[length++] = (byte) (c == '+' && inQuery ? ' ' : c);
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, 0, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw malformed("is not valid UTF-8");
        }
    }

    private static boolean isLiteral(char c, boolean inQuery) {
        return c != '%' && c <= 0x7f && !(c == '+' && inQuery);
    }

    private static byte decodeOctet(String raw, int position, int to) {
        int high = position + 2 < to ? Character.digit(raw.charAt(position + 1), 16) : -1;
        int low = position + 2 < to ? Character.digit(raw.charAt(position + 2), 16) : -1;
        if (high < 0 || low < 0) {
            throw malformed("contains an invalid percent-encoding");
        }
        return (byte) (high << 4 | low);
    }

    private static Failure malformed(String problem) {
        return Failure.of(FailureCode.MALFORMED_REQUEST, "The URL " + problem);
    }
}
