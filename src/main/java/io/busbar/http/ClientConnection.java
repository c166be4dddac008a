package io.busbar.http;

import io.vertx.core.http.HttpConnection;

/** One open connection: who is at its other end, and whether anything is under way on it. */
final class ClientConnection {
    final HttpConnection connection;
    final ClientAddress address;
    /** Whether what it says about clients behind it is believed. */
    final boolean trusted;

    /** Whether it speaks HTTP/2; known from its first request on. */
    boolean multiplexed;

    /** Whether an answer has said that it is the last: what comes behind it is not served (RFC 9112, 9.6). */
    boolean closing;

    int underWay;
    long idleSince = System.nanoTime();

    ClientConnection(HttpConnection connection, ClientAddress address, boolean trusted) {
        this.connection = connection;
        this.address = address;
        this.trusted = trusted;
    }

    boolean idleFor(long nanos, long now) {
        return underWay == 0 && now - idleSince >= nanos;
    }
}
