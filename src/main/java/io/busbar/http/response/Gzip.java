package io.busbar.http.response;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Compresses responses (RFC 9110, section 8.4). The compression of Vert.x 5.0 is not used, because over HTTP/2 it labels
 * uncompressed responses as gzip once any response of the connection was sent uncompressed.
 */
final class Gzip {
    /** Smaller responses fit into one packet anyway. */
    private static final int MIN_BYTES = 1_400;

    /** Larger responses would block the event loop for too long. */
    private static final int MAX_BYTES = 1 << 20;

    /** Achieves most of the savings in a third of the time. */
    static final int FAST_LEVEL = 3;

    /** For bytes that are compressed once and sent often. */
    static final int BEST_LEVEL = 9;

    private Gzip() {}

    /** Returns whether compressing a text of this length while a client waits is worth the time. */
    static boolean isWorthCompressing(int length) {
        return length >= MIN_BYTES && length <= MAX_BYTES;
    }

    /** Returns the compressed bytes. */
    static Buffer compress(Buffer plain, int level) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream(plain.length() / 4 + 64);
        try (GZIPOutputStream out = new LeveledGzipOutputStream(compressed, level)) {
            out.write(plain.getBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Buffer.buffer(compressed.toByteArray());
    }

    private static final class LeveledGzipOutputStream extends GZIPOutputStream {
        LeveledGzipOutputStream(ByteArrayOutputStream to, int level) throws IOException {
            super(to, 8 << 10);
            def.setLevel(level);
        }
    }

    /** Returns whether a client with this {@code Accept-Encoding} header accepts gzip, by name or by {@code *}. */
    static boolean accepts(@Nullable String acceptEncoding) {
        if (acceptEncoding == null) {
            return false;
        }
        boolean acceptsAny = false;
        for (String coding : acceptEncoding.toLowerCase(Locale.ROOT).split(",", -1)) {
            String[] parts = coding.split(";", -1);
            String name = parts[0].strip();
            boolean accepted = parts.length == 1 || !parts[1].strip().matches("q=0(\\.0*)?");
            if (name.equals("gzip")) {
                return accepted;
            }
            acceptsAny |= accepted && name.equals("*");
        }
        return acceptsAny;
    }
}
