package io.busbar.http.server;

import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;

/** The body of one request: whether there is one, how much of it has arrived, and its flow control. */
public final class IncomingBody {
    private final Exchange exchange;
    private final HttpServerRequest request;
    private long bytesReceived;
    private boolean paused;

    IncomingBody(Exchange exchange) {
        this.exchange = exchange;
        this.request = exchange.request;
    }

    /** Returns whether the request announces a body. */
    public boolean isPresent() {
        MultiMap headers = request.headers();
        String length = headers.get(HttpHeaders.CONTENT_LENGTH);
        if (length != null) {
            return !length.equals("0");
        }
        return headers.contains(HttpHeaders.TRANSFER_ENCODING)
                || (exchange.clientConnection.multiplexed && !isBodyless(request.method()));
    }

    private static boolean isBodyless(HttpMethod method) {
        return method.equals(HttpMethod.GET)
                || method.equals(HttpMethod.HEAD)
                || method.equals(HttpMethod.OPTIONS)
                || method.equals(HttpMethod.DELETE);
    }

    /** Returns whether part of the body has not arrived and will not be read. */
    boolean isUnread() {
        return isPresent() && !request.isEnded();
    }

    /** Starts the read timeout of the body, and asks the client for the body if it waits for that. */
    public void startReading() {
        exchange.deadline.startReading(
                exchange.tracker.frontend.settings().requestLimits().readTimeout());
        String expect = request.headers().get(HttpHeaders.EXPECT);
        if (expect != null && expect.equalsIgnoreCase("100-continue")) {
            exchange.response.writeContinue();
        }
    }

    /** Records received bytes, which extend the read timeout. */
    public void received(int bytes) {
        bytesReceived += bytes;
    }

    /** Returns the number of received bytes. */
    public long received() {
        return bytesReceived;
    }

    /** Ends the read timeout and starts the time limit of the operation. */
    public void finishReading() {
        Endpoint endpoint = exchange.endpoint();
        if (endpoint != null) {
            exchange.deadline.startProcessing(endpoint.timeLimit());
        }
    }

    /** Pauses the body, or data that follows a WebSocket request, until {@link #resume()}. */
    public void pause() {
        if (!paused && (isPresent() || request.canUpgradeToWebSocket()) && !request.isEnded()) {
            paused = true;
            request.pause();
            // Without a handler the connection would be closed without a response if the body turns out to be malformed
            // meanwhile.
            request.exceptionHandler(this::failUnreadable);
        }
    }

    /** Resumes the body. Its handlers must be set before. */
    public void resume() {
        if (paused) {
            paused = false;
            request.resume();
        }
    }

    /** Gives up flow control, because the connection was upgraded to a WebSocket and no longer carries a body. */
    void release() {
        paused = false;
    }

    /** Responds with MALFORMED_REQUEST because the body cannot be read. Does nothing if the client disconnected. */
    public void failUnreadable(Throwable cause) {
        if (!(cause instanceof HttpClosedException)) {
            exchange.fail(Failure.of(
                    FailureCode.MALFORMED_REQUEST, "The body cannot be read because its framing is invalid"));
            ConnectionChannel.flush(exchange.clientConnection.httpConnection);
        }
    }
}
