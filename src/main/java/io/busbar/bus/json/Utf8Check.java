package io.busbar.bus.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Checks bytes before a JSON parser sees them, because parsers are lax about encodings: they must be valid UTF-8 (RFC 3629: no overlong
 * form, no encoded surrogate) without NUL, which also rules out UTF-16 and UTF-32.
 *
 * @param hasEscapes whether the text contains a backslash, and so may contain a {@code \\u} escape
 */
record Utf8Check(boolean hasEscapes) {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long BACKSLASHES = ONES * '\\';

    static Utf8Check validate(byte[] bytes) {
        int i = 0;
        boolean hasEscapes = false;
        boolean ascii = true;
        for (; i + 8 <= bytes.length; i += 8) {
            long word = (long) LONGS.get(bytes, i);
            long slashes = word ^ BACKSLASHES;
            ascii &= (word & HIGH_BITS) == 0;
            // The well-known test for a zero byte in a word.
            boolean hasZeroByte = ((word - ONES) & ~word & HIGH_BITS) != 0;
            hasEscapes |= ((slashes - ONES) & ~slashes & HIGH_BITS) != 0;
            if (hasZeroByte) {
                break;
            }
        }
        for (; i < bytes.length; i++) {
            byte b = bytes[i];
            if (b == 0) {
                throw TextPosition.of(bytes, i).malformed("The body is not valid UTF-8: it contains a NUL byte");
            }
            ascii &= b > 0;
            hasEscapes |= b == '\\';
        }
        if (!ascii) {
            decode(bytes);
        }
        return new Utf8Check(hasEscapes);
    }

    /** Decodes the bytes with Java's strict decoder and discards the text. */
    private static void decode(byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(Math.min(bytes.length, 4096));
        CoderResult result = CoderResult.OVERFLOW;
        while (result.isOverflow()) {
            out.clear();
            result = decoder.decode(in, out, true);
        }
        if (result.isError()) {
            throw TextPosition.of(bytes, in.position()).malformed("The body is not valid UTF-8");
        }
    }
}
