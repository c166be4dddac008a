package io.busbar.http.server;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;

/**
 * Reads and discards the rest of a request body after an early response. Closing the connection at once would make the kernel reset
 * it, and the client might lose the response; reading without a limit would let the client send forever. So a limited part of the
 * body is read, and then the connection is closed.
 */
final class BodyDrainer {
    private static final long MAX_BYTES = 4 << 20;
    private static final long TIMEOUT_MILLIS = 5_000;

    private long bytesRead;

    private BodyDrainer() {}

    static void drain(Exchange exchange, Vertx vertx) {
        if (exchange.clientConnection.multiplexed) {
            // NO_ERROR: the response is complete, and the client should stop sending (RFC 9113, section 8.1).
            exchange.response.reset(0);
            return;
        }
        HttpConnection connection = exchange.clientConnection.httpConnection;
        BodyDrainer drainer = new BodyDrainer();
        long timer = vertx.setTimer(TIMEOUT_MILLIS, id -> connection.close());
        exchange.request.exceptionHandler(error -> vertx.cancelTimer(timer));
        exchange.request.handler(buffer -> {
            drainer.bytesRead += buffer.length();
            if (drainer.bytesRead > MAX_BYTES) {
                vertx.cancelTimer(timer);
                connection.close();
            }
        });
        exchange.request.endHandler(v -> {
            vertx.cancelTimer(timer);
            connection.close();
        });
        exchange.body.resume();
    }
}
