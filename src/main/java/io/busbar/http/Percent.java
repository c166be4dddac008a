package io.busbar.http;

import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Percent-encoding of addresses (RFC 3986), read strictly: broken escapes and broken UTF-8 are refused, not replaced. */
final class Percent {
    private Percent() {}

    /** The text between two positions decoded; in a query a plus is a space. */
    static String decode(String raw, int from, int to, boolean inQuery) {
        int at = from;
        while (at < to && plain(raw.charAt(at), inQuery)) {
            at++;
        }
        if (at == to) {
            return raw.substring(from, to);
        }
        byte[] bytes = new byte[to - from];
        int length = 0;
        for (at = from; at < to; at++) {
            char c = raw.charAt(at);
            if (c == '%') {
                bytes[length++] = octet(raw, at, to);
                at += 2;
            } else if (c > 0x7f) {
                throw malformed("has a character that must be percent-encoded");
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

    private static boolean plain(char c, boolean inQuery) {
        return c != '%' && c <= 0x7f && !(c == '+' && inQuery);
    }

    private static byte octet(String raw, int at, int to) {
        int high = at + 2 < to ? Character.digit(raw.charAt(at + 1), 16) : -1;
        int low = at + 2 < to ? Character.digit(raw.charAt(at + 2), 16) : -1;
        if (high < 0 || low < 0) {
            throw malformed("has a broken percent-encoding");
        }
        return (byte) (high << 4 | low);
    }

    private static Failure malformed(String what) {
        return Failure.of(FailureCode.MALFORMED_REQUEST, "The address " + what);
    }
}
