package io.busbar.http.server;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;

/** Joins the chunks of a body. A body of one chunk, the usual case, is not copied. */
final class BodyCollector implements Handler<Buffer> {
    private Buffer bytes = Buffer.buffer();

    @Override
    public void handle(Buffer chunk) {
        bytes = bytes.length() == 0 ? chunk : bytes.appendBuffer(chunk);
    }

    Buffer bytes() {
        return bytes;
    }
}
