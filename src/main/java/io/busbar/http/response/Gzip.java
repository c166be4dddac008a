package io.busbar.http.response;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Compressed answers (RFC 9110, 8.4). Vert.x 5.0 could do it for all of them, but over HTTP/2 it labels as gzip what it sends plain, as
 * soon as one answer of the connection was not compressed.
 */
public final class Gzip {
    /** Less than this fits into one packet anyway. */
    private static final int MIN_BYTES = 1_400;

    /** More than this would keep the event loop busy for too long. */
    private static final int MAX_BYTES = 1 << 20;

    /** Most of what can be saved, for a third of the time. */
    private static final int COMPRESSION_LEVEL = 3;

    private Gzip() {}

    /** Whether a text of that many bytes is to be compressed for a client that sent this {@code Accept-Encoding}. */
    public static boolean shouldCompress(@Nullable String acceptEncoding, int length) {
        return acceptEncoding != null && length >= MIN_BYTES && length <= MAX_BYTES && accepts(acceptEncoding);
    }

    /** The bytes compressed. */
    public static Buffer compress(Buffer plain) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream(plain.length() / 4 + 64);
        try (GZIPOutputStream out = new LeveledGzipOutputStream(compressed)) {
            out.write(plain.getBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Buffer.buffer(compressed.toByteArray());
    }

    private static final class LeveledGzipOutputStream extends GZIPOutputStream {
        LeveledGzipOutputStream(ByteArrayOutputStream to) throws IOException {
            super(to, 8 << 10);
            def.setLevel(COMPRESSION_LEVEL);
        }
    }

    private static boolean accepts(String header) {
        for (String coding : header.toLowerCase(Locale.ROOT).split(",", -1)) {
            String[] parts = coding.split(";", -1);
            if (parts[0].strip().equals("gzip")) {
                return parts.length == 1 || !parts[1].strip().matches("q=0(\\.0*)?");
            }
        }
        return false;
    }
}
