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
 * One pipelined connection to Redis that comes back by itself. While Redis is away every command fails at once, so that whoever can do
 * without it does; a command that Redis leaves without an answer for half a second fails, and the connection with it.
 */
public final class ReconnectingRedis implements Redis {
    private static final Logger LOG = LoggerFactory.getLogger(ReconnectingRedis.class);
    private static final int CONNECT_MILLIS = 1_000;
    private static final int ANSWER_MILLIS = 500;
    private static final long HANDSHAKE_MILLIS = 2_000;
    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final long LONGEST_PAUSE_MILLIS = 5_000;

    private final Vertx vertx;
    private final RedisOptions options;
    private final AtomicReference<@Nullable Link> link = new AtomicReference<>();
    private volatile boolean closed;

    private record Link(Redis client, RedisConnection connection) {}

    /** Starts connecting and is usable at once; {@code url} is {@code redis://:password@host:port/database}, or {@code rediss:} for TLS. */
    public ReconnectingRedis(Vertx vertx, String url) {
        this.vertx = vertx;
        this.options = new RedisOptions()
                .setConnectionString(url)
                .setNetClientOptions(new NetClientOptions().setConnectTimeout(CONNECT_MILLIS))
                .setMaxPoolSize(1)
                .setMaxPoolWaiting(1);
        link(FIRST_PAUSE_MILLIS);
    }

    @Override
    public Future<Response> send(Request command) {
        return using(connection -> connection.send(command));
    }

    @Override
    public Future<List<Response>> batch(List<Request> commands) {
        return using(connection -> connection.batch(commands));
    }

    /** The connection that commands go over; closing it makes a new one. */
    @Override
    public Future<RedisConnection> connect() {
        return using(Future::succeededFuture);
    }

    @Override
    public Future<Void> close() {
        closed = true;
        Link last = link.getAndSet(null);
        return last == null ? Future.succeededFuture() : last.client().close();
    }

    private <T> Future<T> using(Function<RedisConnection, Future<T>> command) {
        Link present = link.get();
        if (present == null) {
            return Future.failedFuture(new Away());
        }
        return command.apply(present.connection())
                .timeout(ANSWER_MILLIS, TimeUnit.MILLISECONDS)
                .onFailure(e -> {
                    if (e instanceof TimeoutException) {
                        lost(present, e);
                    }
                });
    }

    private void link(long pause) {
        Redis client = Redis.createClient(vertx, options);
        client.connect()
                .timeout(HANDSHAKE_MILLIS, TimeUnit.MILLISECONDS) // something may accept and never say a word
                .onSuccess(connection -> {
                    Link made = new Link(client, connection);
                    connection.exceptionHandler(e -> lost(made, e));
                    connection.endHandler(end -> lost(made, new Away()));
                    link.set(made);
                    if (closed) {
                        client.close();
                    } else if (pause > FIRST_PAUSE_MILLIS) {
                        LOG.info("Redis is back");
                    }
                })
                .onFailure(e -> {
                    client.close();
                    again(pause, e);
                });
    }

    private void lost(Link which, Throwable why) {
        if (link.compareAndSet(which, null)) {
            which.client().close();
            again(FIRST_PAUSE_MILLIS, why);
        }
    }

    private void again(long pause, Throwable why) {
        if (closed) {
            return;
        }
        if (pause == FIRST_PAUSE_MILLIS) {
            LOG.warn("Redis is away; limits and presence hold per node until it is back", why);
        }
        vertx.setTimer(pause, timer -> link(Math.min(pause * 2, LONGEST_PAUSE_MILLIS)));
    }

    /** Redis is away. Carries no stack trace: this is no accident of ours, and it may come often. */
    private static final class Away extends RuntimeException {
        Away() {
            super("Redis is away", null, false, false);
        }
    }
}
