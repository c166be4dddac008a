package io.busbar.live;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.busbar.bus.Caller;
import io.busbar.bus.Contract;
import io.busbar.bus.Push;
import io.busbar.bus.Tx;
import io.busbar.bus.durable.DurableLane;
import io.busbar.bus.durable.DurableSettings;
import io.busbar.data.Database;
import io.busbar.data.DatabaseAddress;
import io.busbar.data.OnlineUsers;
import io.busbar.data.ReconnectingRedis;
import io.busbar.testing.Servers;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A node that makes changes and has followers, and nothing else. */
final class LiveNode implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(20);
    static final Contract PROBE = Contract.of("probe", "Something to push.");
    static final Push<Counted> COUNTED = PROBE.push("probe:counted", "Somebody counted", Counted.class);

    /** Nobody knows anybody. */
    private static final Partners STRANGERS = people -> Future.succeededFuture(Map.of());

    record Counted(int number, String text) {}

    final Vertx vertx;
    final Database database;
    final DurableLane lane;
    final OnlineUsers online;
    final UserStreams streams;
    private final ReconnectingRedis redis;

    private LiveNode(Vertx vertx, String url, String redisUrl, Partners partners) {
        this.vertx = vertx;
        database = new Database(vertx, DatabaseAddress.parse(url).options());
        lane = new DurableLane(vertx, database, DurableSettings.defaults(), new SimpleMeterRegistry());
        get(lane.start());
        redis = new ReconnectingRedis(vertx, redisUrl);
        online = new OnlineUsers(redis);
        Presence presence = get(Presence.open(vertx, "n-" + UUID.randomUUID(), online, partners));
        streams = UserStreams.open(vertx, database, lane.pushes(), presence);
    }

    /** One that tells the others of its cluster, and hears of them. */
    static LiveNode in(Vertx member, String url) {
        return new LiveNode(member, url, Servers.redisUrl(), STRANGERS);
    }

    /** The same where these are partners. */
    static LiveNode in(Vertx member, String url, String redisUrl, Partners partners) {
        return new LiveNode(member, url, redisUrl, partners);
    }

    /** One whose commits nobody else is told of, like one that is killed right after each. */
    static LiveNode mute(String url) {
        return new LiveNode(Vertx.vertx(), url, Servers.redisUrl(), STRANGERS);
    }

    <T> Future<T> change(Function<Tx, Future<T>> work) {
        return lane.changes().change(Caller.program("test", PATIENCE), "probe.push", work);
    }

    /** Begins a change that pushes the number to each. */
    Future<Void> pushing(int number, Collection<UUID> users) {
        return change(tx -> {
            users.forEach(user -> tx.push(user, COUNTED, new Counted(number, "")));
            return Future.succeededFuture();
        });
    }

    /** Pushes the numbers to one person, each by a change of its own, one after the other. */
    void push(UUID user, int from, int to) {
        for (int number = from; number <= to; number++) {
            get(pushing(number, List.of(user)));
        }
    }

    Heard follow(UUID user, @Nullable Long cursor) {
        return Heard.follow(this, user, cursor);
    }

    void execute(String sql) {
        get(database.transactions().query(sql).execute());
    }

    long number(String sql, Object... parameters) {
        return get(database.query(sql, Tuple.wrap(parameters)))
                .iterator()
                .next()
                .getLong(0);
    }

    List<Long> numbers(String sql, Object... parameters) {
        return get(database.query(sql, Tuple.wrap(parameters))).stream()
                .map(row -> row.getLong(0))
                .toList();
    }

    static <T> T get(Future<T> future) {
        try {
            return future.await(PATIENCE.toSeconds(), SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("nothing within " + PATIENCE, e);
        }
    }

    @Override
    public void close() {
        get(lane.stop());
        get(redis.close());
        get(database.close());
        get(vertx.close());
    }
}
