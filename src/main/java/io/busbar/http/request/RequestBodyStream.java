package io.busbar.http.request;

import io.busbar.http.server.Exchange;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.streams.ReadStream;
import org.jspecify.annotations.Nullable;

/** The request body as a stream for the blob store. Counts the received bytes, which extend the read timeout of the request. */
final class RequestBodyStream implements ReadStream<Buffer> {
    private final Exchange exchange;
    private final HttpServerRequest request;

    RequestBodyStream(Exchange exchange) {
        this.exchange = exchange;
        this.request = exchange.request;
    }

    @Override
    public ReadStream<Buffer> handler(@Nullable Handler<Buffer> handler) {
        request.handler(
                handler == null
                        ? null
                        : buffer -> {
                            exchange.body.received(buffer.length());
                            handler.handle(buffer);
                        });
        return this;
    }

    @Override
    public ReadStream<Buffer> exceptionHandler(@Nullable Handler<Throwable> handler) {
        request.exceptionHandler(handler);
        return this;
    }

    @Override
    public ReadStream<Buffer> endHandler(@Nullable Handler<Void> handler) {
        request.endHandler(handler);
        return this;
    }

    @Override
    public ReadStream<Buffer> pause() {
        request.pause();
        return this;
    }

    @Override
    public ReadStream<Buffer> resume() {
        request.resume();
        return this;
    }

    @Override
    public ReadStream<Buffer> fetch(long amount) {
        request.fetch(amount);
        return this;
    }
}
