package io.busbar.http.server;

import io.busbar.http.request.ClientAddress;
import io.vertx.core.http.HttpConnection;

/** One open connection: who is at its other end, and whether anything is under way on it. */
public final class ClientConnection {
    final HttpConnection httpConnection;
    public final ClientAddress clientAddress;
    /** Whether what it says about clients behind it is believed. */
    final boolean trustedProxy;

    /** Whether it speaks HTTP/2; known from its first request on. */
    public boolean multiplexed;

    /** Whether an answer has said that it is the last: what comes behind it is not served (RFC 9112, 9.6). */
    boolean closing;

    int activeRequests;
    long idleSinceNanos = System.nanoTime();

    ClientConnection(HttpConnection httpConnection, ClientAddress clientAddress, boolean trustedProxy) {
        this.httpConnection = httpConnection;
        this.clientAddress = clientAddress;
        this.trustedProxy = trustedProxy;
    }

    boolean isIdleFor(long nanos, long nowNanos) {
        return activeRequests == 0 && nowNanos - idleSinceNanos >= nanos;
    }
}
