package io.busbar.http.request;

import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Require;
import io.busbar.http.server.Exchange;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.util.function.Consumer;

/** A request body read into memory, up to a limit that also applies to bodies without a Content-Length. */
final class BufferedBody implements Handler<Buffer> {
    private final Exchange exchange;
    private final long maxBytes;
    private Buffer body = Buffer.buffer();

    private BufferedBody(Exchange exchange, long maxBytes) {
        this.exchange = exchange;
        this.maxBytes = maxBytes;
    }

    /** Reads the body and passes it to {@code next}. Responds with a failure if it is too large or incomplete. */
    static void read(Exchange exchange, long maxBytes, Consumer<Buffer> next) {
        checkContentLength(exchange, maxBytes);
        exchange.body.startReading();
        BufferedBody bufferedBody = new BufferedBody(exchange, maxBytes);
        exchange.request.exceptionHandler(exchange.body::failUnreadable);
        exchange.request.handler(bufferedBody);
        exchange.request.endHandler(v -> {
            if (!exchange.isCompleted()) {
                exchange.attempt(next, bufferedBody.body);
            }
        });
        exchange.body.resume();
    }

    /** Rejects a body whose Content-Length exceeds the limit, before reading any of it. */
    static void checkContentLength(Exchange exchange, long maxBytes) {
        String contentLength = exchange.request.headers().get(HttpHeaders.CONTENT_LENGTH);
        // Netty has already rejected values that are not numbers. More than 18 digits might overflow and exceed every
        // limit.
        boolean isTooLarge =
                contentLength != null && (contentLength.length() > 18 || Long.parseLong(contentLength) > maxBytes);
        Require.that(!isTooLarge, () -> tooLarge(maxBytes));
    }

    static Failure tooLarge(long maxBytes) {
        return Failure.of(FailureCode.PAYLOAD_TOO_LARGE, "The body must be at most " + maxBytes + " bytes");
    }

    @Override
    public void handle(Buffer chunk) {
        if (exchange.isCompleted()) {
            return;
        }
        exchange.body.received(chunk.length());
        if (exchange.body.received() > maxBytes) {
            body = Buffer.buffer();
            exchange.fail(tooLarge(maxBytes));
        } else if (body.length() == 0) {
            body = chunk;
        } else {
            body = body.appendBuffer(chunk);
        }
    }
}
