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
public final class Gzip {
    /** Smaller responses fit into one packet anyway. */
    private static final int MIN_BYTES = 1_400;

    /** Larger responses would block the event loop for too long. */
    private static final int MAX_BYTES = 1 << 20;

    /** This level achieves most of the savings in a third of the time. */
    private static final int COMPRESSION_LEVEL = 3;

    private Gzip() {}

    /** Returns whether to compress a text of this length for a client with this {@code Accept-Encoding} header. */
    public static boolean shouldCompress(@Nullable String acceptEncoding, int length) {
        return acceptEncoding != null && length >= MIN_BYTES && length <= MAX_BYTES && accepts(acceptEncoding);
    }

    /** Returns the compressed bytes. */
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
