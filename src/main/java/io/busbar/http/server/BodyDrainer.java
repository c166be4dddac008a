package io.busbar.http.server;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;

/**
 * What is still coming of a body after its request was answered without it. Closing at once would make the kernel reset the
 * connection, and the client might lose the answer with it; reading on without end would let it send for ever. So some of it is read
 * and dropped, and then the connection is closed.
 */
final class BodyDrainer {
    private static final long MAX_BYTES = 4 << 20;
    private static final long TIMEOUT_MS = 5_000;

    private long bytesRead;

    private BodyDrainer() {}

    static void drain(Exchange exchange, Vertx vertx) {
        if (exchange.clientConnection.multiplexed) {
            exchange.response.reset(0); // NO_ERROR: the answer stands, no more of the request is wanted (RFC 9113, 8.1)
            return;
        }
        HttpConnection connection = exchange.clientConnection.httpConnection;
        BodyDrainer drainer = new BodyDrainer();
        long timer = vertx.setTimer(TIMEOUT_MS, id -> connection.close());
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
        exchange.resume();
    }
}
