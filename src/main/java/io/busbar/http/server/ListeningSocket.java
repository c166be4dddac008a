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
 * 5.0 also close all connections and cut off active responses and arriving requests. A graceful shutdown must first stop accepting
 * and nothing else. Vert.x has no public API for that, but the Netty channel of each connection knows its parent, the listening
 * channel, which all instances of the HTTP verticle share.
 */
public final class ListeningSocket {
    /** How long connections in the TCP handshake have to complete it; at least one round trip to the client. */
    private static final long ACCEPT_GRACE_MILLIS = 200;

    /** How long after the close a connection that was accepted before has to send its first request. */
    private static final long FIRST_REQUEST_GRACE_AFTER_CLOSE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final AtomicReference<Channel> serverChannel = new AtomicReference<>();

    /** Connections that have not sent a complete request yet, with their accept time. Vert.x does not expose them. */
    private final Map<Channel, Long> pendingConnections = new ConcurrentHashMap<>();

    private volatile long closedAtNanos;

    /** Records that a connection has sent its first request. The first connection of all provides the listening channel. */
    void firstRequestReceived(HttpConnection connection) {
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
            return Future.failedFuture("No request has been received yet, so the listening socket is unknown");
        }
        Promise<Void> closed = Promise.promise();
        channel.closeFuture().addListener(done -> {
            closedAtNanos = System.nanoTime();
            closed.tryComplete();
        });
        boolean synFiltered =
                channel.unsafe() instanceof AbstractNioChannel.NioUnsafe nio && SynDropFilter.attach(nio.ch());
        channel.eventLoop()
                .schedule(() -> channel.close(), synFiltered ? ACCEPT_GRACE_MILLIS : 0, TimeUnit.MILLISECONDS);
        return closed.future();
    }

    /** Returns whether every connection accepted before closing has sent a request or exceeded the time for it. */
    boolean hasNoPendingConnections() {
        return pendingConnections.isEmpty()
                || System.nanoTime() - closedAtNanos > FIRST_REQUEST_GRACE_AFTER_CLOSE_NANOS;
    }
}
