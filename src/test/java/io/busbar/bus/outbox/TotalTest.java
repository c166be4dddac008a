package io.busbar.bus.outbox;

import static io.busbar.bus.outbox.OutboxFixture.NOTED;
import static io.busbar.bus.outbox.OutboxTestNode.caller;
import static io.busbar.bus.outbox.OutboxTestNode.failure;
import static io.busbar.bus.outbox.OutboxTestNode.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Tx;
import io.busbar.bus.events.Subscriber;
import io.busbar.bus.outbox.OutboxFixture.Noted;
import io.busbar.data.Total;
import io.busbar.testing.UsesServers;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@UsesServers
class TotalTest {
    private static final Total<String> TOPICS = Total.of("probe.topic", "name", String.class, "questions")
            .check("topic_questions_check", "There is no question left");
    private static final Total<String> ANSWERS = Total.of("probe.topic", "name", String.class, "answers");
    private static final Total<Integer> SIZES = Total.of("probe.size", "size", int.class, "questions");
    private static final String WAITING_FOR_LOCK =
            "pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
    private static final int KEYS = 100;
    private static final int EVENTS = 400;

    @RegisterExtension
    private static final OutboxNodes NODES = new OutboxNodes();

    private OutboxTestNode node;

    /** The table has many other rows, so that PostgreSQL finds those of a statement in the order in which they were added. */
    @BeforeEach
    void start() {
        node = NODES.start();
        node.execute("""
            create table probe.topic (
              name text primary key,
              questions int not null default 0 check (questions >= 0),
              answers int not null default 0 check (answers >= 0));
            insert into probe.topic select 'other ' || n from generate_series(1, 20000) as n;
            analyze probe.topic;
            create table probe.size (size int primary key, questions bigint not null)""");
    }

    @Test
    void add_severalTimesInOneChange_writesTheSum() {
        change(tx -> tx.add(TOPICS, "a", 2).compose(added -> tx.add(TOPICS, "b", 1)));
        change(tx -> tx.add(TOPICS, "a", 3)
                .compose(added -> tx.add(TOPICS, "a", -1))
                .compose(added -> tx.add(SIZES, 7, 1))
                .compose(added -> tx.add(TOPICS, "none", 1))
                .compose(added -> tx.add(TOPICS, "none", -1)));

        assertThat(topics()).isEqualTo(Map.of("a", 4, "b", 1));
        assertThat(node.count("probe.size where size = 7 and questions = 1")).isEqualTo(1);
    }

    @Test
    void move_toOtherKey_subtractsAndAdds() {
        change(tx -> tx.add(TOPICS, "a", 1));

        change(tx -> tx.move(TOPICS, "a", "b"));
        change(tx -> tx.move(TOPICS, "b", "b"));

        assertThat(topics()).isEqualTo(Map.of("a", 0, "b", 1));
    }

    @Test
    void add_inChangeThatFails_addsNothing() {
        Throwable byWork = failure(node.changes()
                .change(
                        caller(),
                        "probe.count",
                        tx -> tx.add(TOPICS, "a", 1)
                                .compose(added ->
                                        Future.failedFuture(new IllegalStateException("after the difference")))));

        assertThat(byWork).hasMessage("after the difference");
        assertThat(topics()).isEmpty();
    }

    @Test
    void add_thatViolatesCheck_failsWithItsMessageAndAddsNothing() {
        Throwable declared = failure(node.changes()
                .change(
                        caller(),
                        "probe.count",
                        tx -> tx.add(TOPICS, "a", 1).compose(added -> tx.add(TOPICS, "b", -1))));
        Throwable undeclared = failure(node.changes().change(caller(), "probe.count", tx -> tx.add(ANSWERS, "a", -1)));

        assertThat(Failure.from(declared)).hasValueSatisfying(failure -> {
            assertThat(failure.code()).isEqualTo(FailureCode.CONFLICT);
            assertThat(failure.message()).isEqualTo("There is no question left");
        });
        assertThat(undeclared).hasMessageContaining("topic_answers_check");
        assertThat(Failure.from(undeclared)).isEmpty();
        assertThat(topics()).isEmpty();
    }

    /** A change that met a deadlock would run its work again. */
    @Test
    void add_inConcurrentChangesInOppositeOrder_neverDeadlocksAndIsExact() {
        AtomicInteger runs = new AtomicInteger();

        get(Future.all(IntStream.range(0, 100)
                .mapToObj(n -> node.changes().change(caller(), "probe.count", tx -> {
                    runs.incrementAndGet();
                    return addToAll(TOPICS, tx, n);
                }))
                .toList()));

        assertThat(runs).hasValue(100);
        assertThat(deadlocks()).isZero();
        assertThat(topics())
                .hasSize(KEYS)
                .allSatisfy((topic, questions) -> assertThat(questions).isEqualTo(100));
    }

    /** The row in the middle stays locked until each change has updated its half of the rows, or waits for the other change. */
    @Test
    void add_toTwoTotalsOfOneTableInOppositeOrder_neverDeadlocksAndIsExact() {
        change(tx -> addToAll(TOPICS, tx, 0));
        SqlConnection holder = get(node.database.transactionPool().getConnection());
        get(holder.query("begin; select from probe.topic where name = 'topic 50' for update")
                .execute());
        AtomicInteger runs = new AtomicInteger();

        List<Future<Void>> changes = Stream.of(TOPICS, ANSWERS)
                .map(total -> node.changes().change(caller(), "probe.count", tx -> {
                    runs.incrementAndGet();
                    return addToAll(total, tx, total == TOPICS ? 0 : 1);
                }))
                .toList();
        await().until(() -> node.count(WAITING_FOR_LOCK) == 2);
        get(holder.query("rollback").execute().eventually(holder::close));
        get(Future.all(changes));

        assertThat(runs).hasValue(2);
        assertThat(deadlocks()).isZero();
        assertThat(node.count("probe.topic where name like 'topic%' and questions = 2 and answers = 1"))
                .isEqualTo(KEYS);
    }

    /** Batches of different partitions run at the same time. One that met a deadlock would call its handlers again. */
    @Test
    void add_inConcurrentBatchesInOppositeOrder_neverDeadlocksAndIsExact() {
        AtomicInteger runs = new AtomicInteger();

        countEvents(tx -> {
            runs.incrementAndGet();
            return Future.succeededFuture();
        });

        assertThat(runs).hasValue(EVENTS);
        assertThat(deadlocks()).isZero();
        assertThat(topics())
                .hasSize(KEYS)
                .allSatisfy((topic, questions) -> assertThat(questions).isEqualTo(EVENTS));
    }

    @Test
    void add_inBatchesThatFailOrLoseTheirConnections_isExact() {
        AtomicInteger failures = new AtomicInteger(20);

        countEvents(tx -> {
            int left = failures.getAndDecrement();
            if (left <= 0) {
                return Future.succeededFuture();
            }
            return left % 2 == 0
                    ? Future.failedFuture(new IllegalStateException("after the differences"))
                    : tx.query("select pg_terminate_backend(pg_backend_pid())", Tuple.tuple());
        });

        assertThat(failures.get()).isNotPositive();
        assertThat(node.count("bus.dead_letter")).isZero();
        assertThat(topics())
                .hasSize(KEYS)
                .allSatisfy((topic, questions) -> assertThat(questions).isEqualTo(EVENTS));
    }

    @ParameterizedTest
    @ValueSource(
            classes = {BigDecimal.class, OffsetDateTime.class, Instant.class, LocalDateTime.class, LocalTime.class})
    void declare_withKeysThatPostgresqlTakesForEqual_isRefused(Class<?> keyType) {
        assertThatThrownBy(() -> Total.of("probe.topic", "name", keyType, "questions"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The key of a total can't be of the type " + keyType.getName());
    }

    /** Publishes events whose handlers, on two nodes, add to every total: half of them in the opposite order. Then does what follows. */
    private void countEvents(Function<Tx, Future<?>> andThen) {
        node.execute("insert into bus.subscription (event_type, subscriber) values ('probe.noted', 'probe.topics')");
        node.change(tx -> IntStream.range(0, EVENTS).forEach(n -> tx.publish(NOTED, "key" + n % 50, new Noted(n))));
        for (int started = 0; started < 2; started++) {
            NODES.start(new Subscriber("probe.topics")
                    .maxAttempts(30, Duration.ofMillis(5))
                    .on(
                            NOTED,
                            (tx, noted) -> addToAll(TOPICS, tx, noted.payload().number())
                                    .compose(added -> andThen.apply(tx))));
        }
        await().atMost(OutboxTestNode.TIMEOUT).until(() -> node.count("bus.delivery") == 0);
    }

    private void change(Function<Tx, Future<Void>> work) {
        get(node.changes().change(caller(), "probe.count", work));
    }

    /** Adds to the total of every key, with an odd number in the opposite order. */
    private static Future<Void> addToAll(Total<String> total, Tx tx, int number) {
        List<Integer> ascending = IntStream.range(0, KEYS).boxed().toList();
        List<Integer> keys = number % 2 == 0 ? ascending : ascending.reversed();
        keys.forEach(key -> tx.add(total, "topic " + key, 1));
        return Future.succeededFuture();
    }

    private long deadlocks() {
        return node.rows("select deadlocks from pg_stat_database where datname = current_database()")
                .getFirst()
                .getLong("deadlocks");
    }

    private Map<String, Integer> topics() {
        return node.rows("select name, questions from probe.topic where name not like 'other%'").stream()
                .collect(Collectors.toMap(row -> row.getString("name"), row -> row.getInteger("questions")));
    }
}
