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
 * The listening socket by itself. {@code HttpServer.close} and {@code shutdown} of Vert.x 5.0 close the connections along with it, and
 * cut off answers that are under way and requests that are just arriving. To leave without failing anybody a front must first stop
 * accepting and only that; Vert.x has no public way to it, but each connection's Netty channel knows the one it was accepted from. All
 * instances of the HTTP verticle share that one. This class alone touches Vert.x's internals.
 */
public final class ListeningSocket {
    /** How long connections that are half way in have to arrive; a round trip to the client at least. */
    private static final long ACCEPT_GRACE_MS = 200;

    private static final long PENDING_CONNECTION_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final AtomicReference<Channel> serverChannel = new AtomicReference<>();

    /** Connections that have not sent a whole request yet, and when they came. Vert.x does not show them. */
    private final Map<Channel, Long> pendingConnections = new ConcurrentHashMap<>();

    private volatile long closedAtNanos;

    /** A connection has sent its first request. The very first one tells the listening socket. */
    void requestReceived(HttpConnection connection) {
        if (connection instanceof ConnectionBase connectionBase) {
            Channel channel = connectionBase.channel();
            pendingConnections.remove(channel);
            if (serverChannel.get() == null && serverChannel.compareAndSet(null, channel.parent())) {
                channel.parent().pipeline().addFirst(new AcceptHandler());
            }
        }
    }

    /** Sees every connection as it is accepted. */
    private final class AcceptHandler extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object accepted) {
            Channel channel = (Channel) accepted;
            pendingConnections.put(channel, System.nanoTime());
            channel.closeFuture().addListener(closed -> pendingConnections.remove(channel));
            context.fireChannelRead(accepted);
        }
    }

    /** Closes connections that for so long have not sent one whole request. */
    @SuppressWarnings("FutureReturnValueIgnored") // what fails to close is closed already
    void closePendingConnections(Duration timeout) {
        long nowNanos = System.nanoTime();
        pendingConnections.forEach((channel, acceptedAtNanos) -> {
            if (nowNanos - acceptedAtNanos > timeout.toNanos()) {
                channel.close();
            }
        });
    }

    /**
     * Closes the listening socket. When the future completes, connecting is refused, and whoever was connected before still is.
     */
    @SuppressWarnings("FutureReturnValueIgnored")
    public // what counts is that the channel closes
    Future<Void> close() {
        Channel channel = serverChannel.get();
        if (channel == null) {
            return Future.failedFuture("The front has not been opened");
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

    /** Whether, after closing, everybody who was let in has sent a request, or had the time to. */
    boolean isQuiescent() {
        return pendingConnections.isEmpty() || System.nanoTime() - closedAtNanos > PENDING_CONNECTION_TIMEOUT_NANOS;
    }

    /**
     * Sends what was written so far. Vert.x sends at the end of a read; when that read finds the framing of a body broken, it closes the
     * connection instead, and the answer would be lost.
     */
    static void flush(HttpConnection connection) {
        if (connection instanceof ConnectionBase connectionBase) {
            connectionBase.channel().flush();
        }
    }

    /** Closes a connection without waiting for what its client has not read. */
    @SuppressWarnings("FutureReturnValueIgnored") // what fails to close is closed already
    static void abort(HttpConnection connection) {
        if (connection instanceof ConnectionBase connectionBase) {
            connectionBase.channel().flush();
            // Vert.x's handler would wait until everything before it is written.
            connectionBase.channel().pipeline().firstContext().close();
        }
    }
}
