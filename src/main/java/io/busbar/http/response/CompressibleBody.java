package io.busbar.http.response;

import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * A response body that is compressed at most once, however many responses share it. Not thread-safe: used on one event loop only.
 */
public final class CompressibleBody {
    private final Buffer plain;
    private @Nullable Buffer compressed;

    public CompressibleBody(Buffer plain) {
        this.plain = plain;
    }

    public int length() {
        return plain.length();
    }

    public Buffer plain() {
        return plain;
    }

    public Buffer compressed() {
        Buffer result = compressed;
        if (result == null) {
            result = Gzip.compress(plain);
            compressed = result;
        }
        return result;
    }
}
