package io.busbar.http.response;

import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * A response body that is compressed at most once, however many responses share it. Not thread-safe unless it was compressed in
 * advance: used on one event loop only.
 */
public final class CompressibleBody {
    private final Buffer plain;
    private @Nullable Buffer compressed;

    /** Creates a body that is compressed when a response first needs it. */
    public CompressibleBody(Buffer plain) {
        this(plain, null);
    }

    private CompressibleBody(Buffer plain, @Nullable Buffer compressed) {
        this.plain = plain;
        this.compressed = compressed;
    }

    /** Creates a body of any size that is compressed at once, as well as possible. Blocks for large bodies. */
    public static CompressibleBody compressedInAdvance(Buffer plain) {
        return new CompressibleBody(plain, Gzip.compress(plain, Gzip.BEST_LEVEL));
    }

    /** Returns whether to send the compressed bytes to a client with this {@code Accept-Encoding} header. */
    public boolean shouldCompress(@Nullable String acceptEncoding) {
        return (compressed != null || Gzip.isWorthCompressing(plain.length())) && Gzip.accepts(acceptEncoding);
    }

    public Buffer plain() {
        return plain;
    }

    public Buffer compressed() {
        Buffer result = compressed;
        if (result == null) {
            result = Gzip.compress(plain, Gzip.FAST_LEVEL);
            compressed = result;
        }
        return result;
    }
}
