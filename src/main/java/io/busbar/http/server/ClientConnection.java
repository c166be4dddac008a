package io.busbar.http.server;

import io.busbar.http.request.ClientAddress;
import io.vertx.core.http.HttpConnection;

/** An open connection with its client address and the number of its active requests. */
public final class ClientConnection {
    final HttpConnection httpConnection;
    public final ClientAddress clientAddress;
    /** Whether the peer is a trusted proxy, so that its forwarding headers are believed. */
    final boolean trustedProxy;

    /** Whether the connection uses HTTP/2; known from the first request on. */
    public boolean multiplexed;

    /** Whether a response announced the end of the connection; later requests on it are not served (RFC 9112, section 9.6). */
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
