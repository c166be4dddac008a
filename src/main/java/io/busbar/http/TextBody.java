package io.busbar.http;

import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** A text to answer with, compressed once for however many are given it. For one event loop. */
final class TextBody {
    private final Buffer plain;
    private @Nullable Buffer packed;

    TextBody(Buffer plain) {
        this.plain = plain;
    }

    int length() {
        return plain.length();
    }

    Buffer plain() {
        return plain;
    }

    Buffer packed() {
        Buffer made = packed;
        if (made == null) {
            made = Gzip.pack(plain);
            packed = made;
        }
        return made;
    }
}
