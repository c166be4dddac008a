package io.busbar.http.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.nio.AbstractNioChannel;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The listening socket, which can be closed without closing connections. {@code HttpServer.close} and {@code shutdown} of Vert.x
 * 5.0 also close all connections and cut off active responses and arriving requests. A graceful shutdown must only stop accepting
 * first. Vert.x has no public API for that, but the Netty channel of each connection knows its parent, the listening channel, which
 * all instances of the HTTP verticle share. Only this class accesses Vert.x internals.
 */
public final class ListeningSocket {
    /** How long connections in the TCP handshake have to complete it; at least one round trip to the client. */
    private static final long ACCEPT_GRACE_MS = 200;

    private static final long PENDING_CONNECTION_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final AtomicReference<Channel> serverChannel = new AtomicReference<>();

    /** Connections that have not sent a complete request yet, with their accept time. Vert.x does not expose them. */
    private final Map<Channel, Long> pendingConnections = new ConcurrentHashMap<>();

    private volatile long closedAtNanos;

    /** Handles the first request of a connection. The very first one provides the listening channel. */
    void requestReceived(HttpConnection connection) {
        if (connection instanceof ConnectionBase connectionBase) {
            Channel channel = connectionBase.channel();
            pendingConnections.remove(channel);
            if (serverChannel.get() == null && serverChannel.compareAndSet(null, channel.parent())) {
                channel.parent().pipeline().addFirst(new AcceptHandler());
            }
        }
    }

    /** Records every connection as it is accepted. */
    private final class AcceptHandler extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object accepted) {
            Channel channel = (Channel) accepted;
            pendingConnections.put(channel, System.nanoTime());
            channel.closeFuture().addListener(closed -> pendingConnections.remove(channel));
            context.fireChannelRead(accepted);
        }
    }

    /** Closes connections that have not sent a complete request within the timeout. */
    @SuppressWarnings("FutureReturnValueIgnored") // a channel that fails to close is already closed
    void closePendingConnections(Duration timeout) {
        long nowNanos = System.nanoTime();
        pendingConnections.forEach((channel, acceptedAtNanos) -> {
            if (nowNanos - acceptedAtNanos > timeout.toNanos()) {
                channel.close();
            }
        });
    }

    /** Closes the listening socket. When the future completes, new connections are refused, and existing ones stay open. */
    @SuppressWarnings("FutureReturnValueIgnored") // the close future of the channel tells when it is closed
    public Future<Void> close() {
        Channel channel = serverChannel.get();
        if (channel == null) {
            return Future.failedFuture("The frontend is not open");
        }
        Promise<Void> closed = Promise.promise();
        channel.closeFuture().addListener(done -> {
            closedAtNanos = System.nanoTime();
            closed.tryComplete();
        });
        boolean synFiltered =
                channel.unsafe() instanceof AbstractNioChannel.NioUnsafe nio && SynFilter.attach(nio.ch());
        channel.eventLoop().schedule(() -> channel.close(), synFiltered ? ACCEPT_GRACE_MS : 0, TimeUnit.MILLISECONDS);
        return closed.future();
    }

    /** Returns whether every connection accepted before closing has sent a request or exceeded the time for it. */
    boolean isQuiescent() {
        return pendingConnections.isEmpty() || System.nanoTime() - closedAtNanos > PENDING_CONNECTION_TIMEOUT_NANOS;
    }

    /**
     * Flushes written data. Vert.x flushes at the end of a read, but closes the connection instead if that read finds invalid body
     * framing, and the response would be lost.
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
