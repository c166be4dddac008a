package io.busbar.http.server;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import org.jspecify.annotations.Nullable;

/** A request body as a stream. Its consumer may call it on any thread, and has no effect on the request once the body has ended. */
final class BodyStream implements ReadStream<Buffer> {
    private final IncomingBody body;
    private volatile @Nullable Handler<Buffer> handler;
    private volatile @Nullable Handler<Void> endHandler;
    private volatile @Nullable Handler<Throwable> exceptionHandler;

    BodyStream(IncomingBody body) {
        this.body = body;
    }

    void receive(Buffer chunk) {
        Handler<Buffer> current = handler;
        if (current != null) {
            current.handle(chunk);
        }
    }

    void end() {
        Handler<Void> current = endHandler;
        if (current != null) {
            current.handle(null);
        }
    }

    void fail(Throwable cause) {
        Handler<Throwable> current = exceptionHandler;
        if (current != null) {
            current.handle(cause);
        }
    }

    @Override
    public ReadStream<Buffer> handler(@Nullable Handler<Buffer> newHandler) {
        handler = newHandler;
        return this;
    }

    @Override
    public ReadStream<Buffer> endHandler(@Nullable Handler<Void> newHandler) {
        endHandler = newHandler;
        return this;
    }

    @Override
    public ReadStream<Buffer> exceptionHandler(@Nullable Handler<Throwable> newHandler) {
        exceptionHandler = newHandler;
        return this;
    }

    @Override
    public ReadStream<Buffer> pause() {
        body.runWhileReading(body::pauseReading);
        return this;
    }

    @Override
    public ReadStream<Buffer> resume() {
        return fetch(Long.MAX_VALUE);
    }

    @Override
    public ReadStream<Buffer> fetch(long amount) {
        body.runWhileReading(() -> body.fetch(amount));
        return this;
    }
}
