package io.busbar.http.bridge;

/** Why a socket ends, with the status code that a raw WebSocket closes with (RFC 6455, 7.4.1); framed by SockJS it is always 3000. */
enum CloseReason {
    /** The client went. */
    CLIENT_CLOSED(1000, "Goodbye"),
    /** The node is leaving; another takes over. */
    NODE_DRAINING(1001, "This node is shutting down; reconnect"),
    /** Nothing was heard for too long. */
    IDLE_TIMEOUT(1001, "Connection timed out"),
    /** The token has ended, or was revoked. */
    SESSION_ENDED(1008, "Session ended"),
    /** Somebody else's token came. */
    DIFFERENT_USER(1008, "This connection belongs to another user"),
    /** More frames than anybody needs. */
    RATE_LIMITED(1008, "Too many frames"),
    /** More sockets than anybody needs. */
    TOO_MANY_CONNECTIONS(1008, "Too many connections"),
    /** The client asked for more than it read. */
    SLOW_CONSUMER(1008, "The client reads too slowly"),
    /** A frame was too large, or none. */
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

    /** Whether a client that has not read everything by then gets no time for it. */
    boolean isImmediate() {
        return this == SESSION_ENDED || this == RATE_LIMITED || this == IDLE_TIMEOUT;
    }

    String text() {
        return text;
    }
}
