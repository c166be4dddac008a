package io.busbar.data;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One pipelined connection to Redis that reconnects by itself. While Redis is not reachable every command fails at once, so that callers
 * can fall back. A command without a reply for half a second fails, and closes the connection.
 */
public final class ReconnectingRedis implements Redis {
    private static final Logger LOG = LoggerFactory.getLogger(ReconnectingRedis.class);
    private static final int CONNECT_TIMEOUT_MILLIS = 1_000;
    private static final int COMMAND_TIMEOUT_MILLIS = 500;
    private static final long HANDSHAKE_TIMEOUT_MILLIS = 2_000;
    private static final long MIN_BACKOFF_MILLIS = 100;
    private static final long MAX_BACKOFF_MILLIS = 5_000;

    private final Vertx vertx;
    private final RedisOptions options;
    private final AtomicReference<@Nullable Link> link = new AtomicReference<>();
    private volatile boolean closed;

    private record Link(Redis client, RedisConnection connection) {}

    /**
     * Starts connecting in the background. The client can be used at once; commands fail until it is connected. {@code url} is
     * {@code redis://:password@host:port/database}, or {@code rediss:} for TLS.
     */
    public ReconnectingRedis(Vertx vertx, String url) {
        this.vertx = vertx;
        this.options = new RedisOptions()
                .setConnectionString(url)
                .setNetClientOptions(new NetClientOptions().setConnectTimeout(CONNECT_TIMEOUT_MILLIS))
                .setMaxPoolSize(1)
                .setMaxPoolWaiting(1);
        openLink(MIN_BACKOFF_MILLIS);
    }

    @Override
    public Future<Response> send(Request command) {
        return withConnection(connection -> connection.send(command));
    }

    @Override
    public Future<List<Response>> batch(List<Request> commands) {
        return withConnection(connection -> connection.batch(commands));
    }

    /** Returns the shared connection; closing it triggers a reconnect. */
    @Override
    public Future<RedisConnection> connect() {
        return withConnection(Future::succeededFuture);
    }

    @Override
    public Future<Void> close() {
        closed = true;
        Link last = link.getAndSet(null);
        return last == null ? Future.succeededFuture() : last.client().close();
    }

    private <T> Future<T> withConnection(Function<RedisConnection, Future<T>> command) {
        Link current = link.get();
        if (current == null) {
            return Future.failedFuture(new NotConnected());
        }
        return command.apply(current.connection())
                .timeout(COMMAND_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
                .onFailure(e -> {
                    if (e instanceof TimeoutException) {
                        onConnectionLost(current, e);
                    }
                });
    }

    private void openLink(long backoffMillis) {
        Redis client = Redis.createClient(vertx, options);
        client.connect()
                .timeout(HANDSHAKE_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS) // a peer may accept and never answer
                .onSuccess(connection -> onConnected(new Link(client, connection), backoffMillis))
                .onFailure(e -> {
                    client.close();
                    scheduleReconnect(backoffMillis, e);
                });
    }

    private void onConnected(Link newLink, long backoffMillis) {
        newLink.connection().exceptionHandler(e -> onConnectionLost(newLink, e));
        newLink.connection().endHandler(end -> onConnectionLost(newLink, new NotConnected()));
        link.set(newLink);
        if (closed) {
            newLink.client().close();
        } else if (backoffMillis > MIN_BACKOFF_MILLIS) {
            LOG.info("Redis reconnected");
        }
    }

    private void onConnectionLost(Link lostLink, Throwable cause) {
        if (link.compareAndSet(lostLink, null)) {
            lostLink.client().close();
            scheduleReconnect(MIN_BACKOFF_MILLIS, cause);
        }
    }

    private void scheduleReconnect(long backoffMillis, Throwable cause) {
        if (closed) {
            return;
        }
        if (backoffMillis == MIN_BACKOFF_MILLIS) {
            LOG.warn("Redis is not reachable; rate limits and presence apply per node until it reconnects", cause);
        }
        vertx.setTimer(backoffMillis, timer -> openLink(Math.min(backoffMillis * 2, MAX_BACKOFF_MILLIS)));
    }

    /** Reports that Redis is not reachable. It has no stack trace, because this is an expected condition that can occur often. */
    private static final class NotConnected extends RuntimeException {
        NotConnected() {
            super("Redis is not connected", null, false, false);
        }
    }
}
