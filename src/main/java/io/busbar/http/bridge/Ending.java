package io.busbar.http.bridge;

/** Why a socket ends, with the status code that a raw WebSocket closes with (RFC 6455, 7.4.1); framed by SockJS it is always 3000. */
enum Ending {
    /** The client went. */
    LEFT(1000, "Goodbye"),
    /** The node is leaving; another takes over. */
    DRAINED(1001, "This node is leaving; connect again"),
    /** Nothing was heard for too long. */
    SILENT(1001, "Nothing was heard for too long"),
    /** The token has ended, or was revoked. */
    ENDED(1008, "The session has ended"),
    /** Somebody else's token came. */
    FOREIGN(1008, "A socket stays with whom it began with"),
    /** More frames than anybody needs. */
    FLOODED(1008, "Too many frames"),
    /** More sockets than anybody needs. */
    CROWDED(1008, "Too many sockets"),
    /** The client asked for more than it read. */
    SLOW(1008, "Too much was waiting to be read"),
    /** A frame was too large, or none. */
    BROKEN(1009, "A frame was too large or could not be read");

    private final int status;
    private final String text;

    Ending(int status, String text) {
        this.status = status;
        this.text = text;
    }

    int status() {
        return status;
    }

    /** Whether a client that has not read everything by then gets no time for it. */
    boolean isHard() {
        return this == ENDED || this == FLOODED || this == SILENT;
    }

    String text() {
        return text;
    }
}
