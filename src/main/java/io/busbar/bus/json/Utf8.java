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
 * What must be known of bytes before a JSON parser sees them, because parsers are lax about it: that they are UTF-8 to the letter
 * (RFC 3629: no overlong form, no encoded surrogate) without NUL, which also rules out UTF-16 and UTF-32.
 *
 * @param escapes whether there is a {@code \\u} escape anywhere
 */
record Utf8(boolean escapes) {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long BACKSLASHES = ONES * '\\';

    static Utf8 check(byte[] bytes) {
        int i = 0;
        boolean escapes = false;
        boolean ascii = true;
        for (; i + 8 <= bytes.length; i += 8) {
            long eight = (long) LONGS.get(bytes, i);
            long slashes = eight ^ BACKSLASHES;
            ascii &= (eight & HIGH_BITS) == 0;
            // The classic test for a zero byte in a word.
            boolean zero = ((eight - ONES) & ~eight & HIGH_BITS) != 0;
            escapes |= ((slashes - ONES) & ~slashes & HIGH_BITS) != 0;
            if (zero) {
                break;
            }
        }
        for (; i < bytes.length; i++) {
            byte b = bytes[i];
            if (b == 0) {
                throw Position.of(bytes, i).malformed("This is not UTF-8 text: a NUL byte");
            }
            ascii &= b > 0;
            escapes |= b == '\\';
        }
        if (!ascii) {
            decode(bytes);
        }
        return new Utf8(escapes);
    }

    /** Java's decoder is strict; only its verdict is wanted. */
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
            throw Position.of(bytes, in.position()).malformed("This is not UTF-8 text");
        }
    }
}
