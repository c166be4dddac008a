package io.busbar.http.server;

import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * Operations on the Netty channel of a client connection that Vert.x has no public API for. Only this class and {@link
 * ListeningSocket} access Vert.x internals.
 */
final class ConnectionChannel {
    private ConnectionChannel() {}

    /**
     * Flushes written data. If a read finds invalid body framing, Vert.x closes the connection without flushing; without this call
     * the response would be lost.
     */
    static void flush(HttpConnection connection) {
        if (connection instanceof ConnectionBase connectionBase) {
            connectionBase.channel().flush();
        }
    }

    /** Closes a connection without waiting for the client to read pending data. */
    @SuppressWarnings("FutureReturnValueIgnored") // a channel that fails to close is already closed
    static void abort(HttpConnection connection) {
        if (connection instanceof ConnectionBase connectionBase) {
            connectionBase.channel().flush();
            // Closing through the Vert.x handler would wait for pending writes.
            connectionBase.channel().pipeline().firstContext().close();
        }
    }
}
