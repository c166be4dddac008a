package io.busbar.http;

import io.netty.channel.Channel;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The listening socket by itself. {@code HttpServer.close} and {@code shutdown} of Vert.x 5.0 close the connections along with it, and
 * cut off answers that are under way and requests that are just arriving. To leave without failing anybody a front must first stop
 * accepting and only that; Vert.x has no public way to it, but each connection's Netty channel knows the one it was accepted from. All
 * instances of the HTTP verticle share that one. This class alone touches Vert.x's internals.
 */
final class Listener {
    private final AtomicReference<Channel> socket = new AtomicReference<>();

    /** Learns the listening socket from a connection that came through it. */
    void learnFrom(HttpConnection connection) {
        if (socket.get() == null && connection instanceof ConnectionBase base) {
            socket.compareAndSet(null, base.channel().parent());
        }
    }

    /** Whether a connection came in so far; without one the socket is unknown. */
    boolean known() {
        return socket.get() != null;
    }

    /** Closes the listening socket. From then on connecting is refused; connections that were accepted stay. */
    Future<Void> close() {
        Channel channel = socket.get();
        if (channel == null) {
            return Future.failedFuture("No connection came in yet");
        }
        Promise<Void> closed = Promise.promise();
        // On the acceptor's own loop, right after it has taken in what was waiting: what is closed with the socket is
        // reset by the kernel.
        channel.eventLoop().execute(() -> channel.close().addListener(done -> closed.complete()));
        return closed.future();
    }
}
