package io.busbar.http;

import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.util.function.Consumer;

/** A body read into memory, up to a limit that also holds for bodies that do not say how long they are. */
final class BufferedBody implements Handler<Buffer> {
    private final Exchange exchange;
    private final long most;
    private Buffer body = Buffer.buffer();

    private BufferedBody(Exchange exchange, long most) {
        this.exchange = exchange;
        this.most = most;
    }

    /** Reads it and goes on with it; answers with a failure when it is too large or breaks off. */
    static void read(Exchange exchange, long most, Consumer<Buffer> next) {
        refuseLonger(exchange, most);
        exchange.reading();
        BufferedBody collector = new BufferedBody(exchange, most);
        exchange.request.exceptionHandler(exchange::broken);
        exchange.request.handler(collector);
        exchange.request.endHandler(v -> {
            if (!exchange.isOver()) {
                exchange.attempt(next, collector.body);
            }
        });
        exchange.resume();
    }

    /** Refuses a body that announces to be too long before any of it is read. */
    static void refuseLonger(Exchange exchange, long most) {
        String length = exchange.request.headers().get(HttpHeaders.CONTENT_LENGTH);
        // Netty has refused whatever is no number; one of more than 18 digits is too long by any measure.
        if (length != null && (length.length() > 18 || Long.parseLong(length) > most)) {
            throw tooLarge(most);
        }
    }

    static Failure tooLarge(long most) {
        return Failure.of(FailureCode.PAYLOAD_TOO_LARGE, "The body may have at most " + most + " bytes");
    }

    @Override
    public void handle(Buffer chunk) {
        if (exchange.isOver()) {
            return;
        }
        exchange.received(chunk.length());
        if (exchange.received() > most) {
            body = Buffer.buffer();
            exchange.fail(tooLarge(most));
        } else if (body.length() == 0) {
            body = chunk;
        } else {
            body = body.appendBuffer(chunk);
        }
    }
}
