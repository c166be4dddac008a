package io.busbar.http.bridge;

/** The reason why a socket was closed, with the status code of raw WebSockets (RFC 6455, 7.4.1); SockJS framing always closes with 3000. */
enum CloseReason {
    CLIENT_CLOSED(1000, "Goodbye"),
    /** The node is shutting down; the client reconnects to another node. */
    NODE_DRAINING(1001, "This node is shutting down; connect again"),
    /** The client sent no frame within the idle timeout. */
    IDLE_TIMEOUT(1001, "Connection timed out"),
    /** The token has expired or was revoked. */
    SESSION_ENDED(1008, "Session ended"),
    /** The client sent another user's token. */
    DIFFERENT_USER(1008, "This connection belongs to another user"),
    /** The client exceeded the frame rate limit. */
    RATE_LIMITED(1008, "Too many frames"),
    /** The address or user has too many open sockets. */
    TOO_MANY_CONNECTIONS(1008, "Too many connections"),
    /** The client did not read fast enough. */
    SLOW_CONSUMER(1008, "The client reads too slowly"),
    /** A frame was too large or malformed. */
    INVALID_FRAME(1009, "Frame too large or malformed");

    private final int status;
    private final String text;

    CloseReason(int status, String text) {
        this.status = status;
        this.text = text;
    }

    int status() {
        return status;
    }

    /** Returns whether the connection is aborted shortly after the close frame is sent, even if the client has not read everything. */
    boolean abortsUnread() {
        return this == SESSION_ENDED || this == RATE_LIMITED || this == IDLE_TIMEOUT;
    }

    String text() {
        return text;
    }
}
