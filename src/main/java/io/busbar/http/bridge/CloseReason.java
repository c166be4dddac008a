package io.busbar.http.bridge;

/** Why a socket ends, with the status code that a raw WebSocket closes with (RFC 6455, 7.4.1); framed by SockJS it is always 3000. */
enum CloseReason {
    /** The client went. */
    CLIENT_CLOSED(1000, "Goodbye"),
    /** The node is leaving; another takes over. */
    NODE_DRAINING(1001, "This node is leaving; connect again"),
    /** Nothing was heard for too long. */
    IDLE_TIMEOUT(1001, "Nothing was heard for too long"),
    /** The token has ended, or was revoked. */
    SESSION_ENDED(1008, "The session has ended"),
    /** Somebody else's token came. */
    DIFFERENT_USER(1008, "A socket stays with whom it began with"),
    /** More frames than anybody needs. */
    RATE_LIMITED(1008, "Too many frames"),
    /** More sockets than anybody needs. */
    TOO_MANY_CONNECTIONS(1008, "Too many sockets"),
    /** The client asked for more than it read. */
    SLOW_CONSUMER(1008, "Too much was waiting to be read"),
    /** A frame was too large, or none. */
    INVALID_FRAME(1009, "A frame was too large or could not be read");

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
