package io.busbar.live;

import io.busbar.bus.Contract;
import io.busbar.bus.Push;
import io.busbar.bus.RequestContext;
import io.busbar.bus.Tx;
import io.busbar.bus.outbox.OutboxSettings;
import io.busbar.bus.outbox.StatePush;
import io.busbar.bus.outbox.TransactionalOutbox;
import io.busbar.data.Database;
import io.busbar.data.DatabaseAddress;
import io.busbar.data.OnlineUsers;
import io.busbar.data.ReconnectingRedis;
import io.busbar.testing.TestFutures;
import io.busbar.testing.TestServers;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A node with changes and push streams only. */
final class LiveTestNode implements AutoCloseable {
    static final Duration TIMEOUT = Duration.ofSeconds(20);
    static final Contract PROBE = Contract.of("probe", "Something to push.");
    static final Push<Counted> COUNTED = PROBE.push("probe:counted", "Somebody counted", Counted.class);

    /** No user has a partner. */
    private static final PartnerLookup NO_PARTNERS = people -> Future.succeededFuture(Map.of());

    /** Returns the partners of each user. */
    @FunctionalInterface
    interface PartnerLookup {
        Future<Map<UUID, Set<UUID>>> partnersOf(List<UUID> users);
    }

    /** Partners change with pushes named {@code booking:…}. */
    private record TestPresencePolicy(PartnerLookup lookup) implements PresencePolicy {
        @Override
        public int maxUsersPerLookup() {
            return 20;
        }

        @Override
        public Future<Map<UUID, Set<UUID>>> partnersOf(List<UUID> users) {
            return lookup.partnersOf(users);
        }

        @Override
        public boolean mayChangePartners(String pushType) {
            return pushType.startsWith("booking:");
        }

        @Override
        public PushMessage push(UUID partner, boolean nowOnline) {
            return new PushMessage(
                    null,
                    nowOnline ? "presence:online" : "presence:offline",
                    Instant.now(),
                    "{\"userId\":\"" + partner + "\"}");
        }
    }

    record Counted(int number, String text) {}

    final Vertx vertx;
    final Database database;
    final TransactionalOutbox outbox;
    final OnlineUsers online;
    final UserStreams streams;
    /** The values that a stream gets when it opens. */
    final List<StatePush> states = new CopyOnWriteArrayList<>();

    private final ReconnectingRedis redis;

    private LiveTestNode(Vertx vertx, String url, String redisUrl, PartnerLookup partnerLookup) {
        this.vertx = vertx;
        database = new Database(vertx, DatabaseAddress.parse(url).options());
        outbox = new TransactionalOutbox(vertx, database, OutboxSettings.defaults(), new SimpleMeterRegistry());
        get(outbox.start());
        redis = new ReconnectingRedis(vertx, redisUrl);
        online = new OnlineUsers(redis);
        PresenceTracker presenceTracker = get(
                PresenceTracker.open(vertx, "n-" + UUID.randomUUID(), online, new TestPresencePolicy(partnerLookup)));
        streams = UserStreams.open(
                vertx, database, outbox, presenceTracker, user -> Future.succeededFuture(currentStates(user)));
    }

    private List<StatePush> currentStates(UUID user) {
        return states.stream().filter(state -> state.user().equals(user)).toList();
    }

    /** A node that broadcasts to its cluster. */
    static LiveTestNode in(Vertx member, String url) {
        return new LiveTestNode(member, url, TestServers.redisUrl(), NO_PARTNERS);
    }

    /** A node in a cluster with these partners. */
    static LiveTestNode in(Vertx member, String url, String redisUrl, PartnerLookup partnerLookup) {
        return new LiveTestNode(member, url, redisUrl, partnerLookup);
    }

    /** A node that does not broadcast its commits, as if it were killed after each. */
    static LiveTestNode withoutBroadcast(String url) {
        return new LiveTestNode(Vertx.vertx(), url, TestServers.redisUrl(), NO_PARTNERS);
    }

    <T> Future<T> change(Function<Tx, Future<T>> work) {
        return outbox.changes().change(RequestContext.system("test", TIMEOUT), "probe.push", work);
    }

    /** Starts a change that pushes the number to each user. */
    Future<Void> pushing(int number, Collection<UUID> users) {
        return change(tx -> {
            users.forEach(user -> tx.push(user, COUNTED, new Counted(number, "")));
            return Future.succeededFuture();
        });
    }

    /** Pushes the numbers to one user, each in a separate change. */
    void push(UUID user, int from, int to) {
        for (int number = from; number <= to; number++) {
            get(pushing(number, List.of(user)));
        }
    }

    RecordedStream openStream(UUID user, @Nullable Long cursor) {
        return RecordedStream.open(this, user, cursor);
    }

    void execute(String sql) {
        get(database.transactionPool().query(sql).execute());
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
        return TestFutures.get(future, TIMEOUT);
    }

    @Override
    public void close() {
        get(outbox.stop());
        get(redis.close());
        get(database.close());
        get(vertx.close());
    }
}
