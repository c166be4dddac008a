package io.busbar.bus.outbox;

import static io.busbar.bus.outbox.OutboxFixture.NEXT;
import static io.busbar.bus.outbox.OutboxFixture.NOTED;
import static io.busbar.bus.outbox.OutboxFixture.RUNG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.busbar.bus.Tx;
import io.busbar.bus.events.Subscriber;
import io.busbar.bus.outbox.OutboxFixture.Noted;
import io.busbar.data.DatabaseAddress;
import io.busbar.testing.TestServers;
import io.busbar.testing.UsesServers;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@UsesServers
class TimerDispatcherTest {
    private static final String URL = TestServers.freshDatabase();
    private OutboxTestNode node;

    @BeforeEach
    void start() {
        OutboxTestNode.clear(URL);
        node = OutboxTestNode.on(URL, clock());
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void fire_dueTimersOnTwoNodes_publishesEachOnce() {
        try (OutboxTestNode other = OutboxTestNode.on(URL, clock())) {
            change(tx -> {
                for (int n = 0; n < 50; n++) {
                    tx.schedule(RUNG, "key" + n, new Noted(n), Instant.now().plusMillis(n * 20L));
                }
            });

            await().until(() -> other.count("probe.effect") == 50);
            assertThat(other.count("bus.event")).isEqualTo(50);
            assertThat(other.count("bus.timer")).isZero();
        }
    }

    @Test
    void fire_beforeDueTime_publishesNothing() {
        change(tx -> tx.schedule(RUNG, "late", new Noted(1), Instant.now().plusSeconds(3600)));
        change(tx -> tx.schedule(RUNG, "now", new Noted(2), Instant.now()));

        await().until(() -> numbers().contains(2));
        assertThat(numbers()).containsExactly(2);
    }

    @Test
    void schedule_sameEventAndKey_replacesTimer() {
        change(tx -> tx.schedule(RUNG, "key", new Noted(1), Instant.now().plusSeconds(3600)));
        change(tx -> tx.schedule(RUNG, "key", new Noted(2), Instant.now()));

        await().until(() -> numbers().contains(2));
        assertThat(node.count("bus.timer")).isZero();
    }

    @Test
    void schedule_laterTime_doesNotFireAtOldTime() {
        change(tx -> {
            tx.schedule(RUNG, "key", new Noted(1), Instant.now());
            tx.schedule(RUNG, "key", new Noted(2), Instant.now().plusSeconds(3600));
        });
        change(tx -> tx.schedule(RUNG, "now", new Noted(3), Instant.now()));

        await().until(() -> numbers().contains(3));
        assertThat(numbers()).containsExactly(3);
    }

    @Test
    void cancel_pendingTimer_neverFires() {
        change(tx -> tx.schedule(RUNG, "key", new Noted(1), Instant.now().plusSeconds(3600)));
        change(tx -> {
            tx.cancel(RUNG, "key");
            tx.cancel(RUNG, "there is none");
        });

        assertThat(node.count("bus.timer")).isZero();
    }

    @Test
    void schedule_andCancelInOneChange_lastCallWins() {
        change(tx -> {
            tx.schedule(RUNG, "a", new Noted(1), Instant.now().plusSeconds(3600));
            tx.cancel(RUNG, "a");
            tx.cancel(RUNG, "b");
            tx.schedule(RUNG, "b", new Noted(2), Instant.now().plusSeconds(3600));
        });

        assertThat(node.rows("select key from bus.timer"))
                .singleElement()
                .satisfies(row -> assertThat(row.getString("key")).isEqualTo("b"));
    }

    @Test
    void schedule_pendingTimer_doesNotDelayEventsOfItsKey() {
        change(tx -> {
            tx.schedule(RUNG, "key", new Noted(1), Instant.now().plusSeconds(3600));
            tx.publish(NOTED, "key", new Noted(2));
        });

        await().until(() -> numbers().contains(2));
        assertThat(node.count("bus.timer")).isEqualTo(1);
    }

    @Test
    void schedule_allNodesRestarted_stillFires() {
        change(tx -> tx.schedule(RUNG, "key", new Noted(1), Instant.now().plusMillis(300)));
        node.close();

        node = OutboxTestNode.on(URL, clock());

        await().until(() -> numbers().contains(1));
    }

    @Test
    void fire_keyLockedByAnotherTransaction_waitsForItAndDelaysNoOther() throws SQLException {
        try (Connection connection = DatabaseAddress.parse(URL).dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            change(tx -> {
                tx.schedule(RUNG, "locked", new Noted(1), Instant.now().plusMillis(300));
                tx.schedule(RUNG, "free", new Noted(2), Instant.now().plusMillis(300));
            });
            statement.execute("select pg_advisory_xact_lock(hashtextextended('locked', 0))");

            await().until(() -> numbers().contains(2));
            assertThat(numbers()).containsExactly(2);

            connection.commit();
            await().until(() -> numbers().contains(1));
        }
    }

    @Test
    void fire_continuationWithoutSubscriber_waitsAndDelaysNoOther() {
        node.execute("""
            insert into bus.timer (type, key, payload, continuation, due_at) values
              ('probe.removed', 'key', '{}', true, now() - interval '1 hour'), ('probe.rung', 'key', '{"number":1}', false, now())""");

        await().until(() -> numbers().contains(1));
        assertThat(node.count("bus.timer where type = 'probe.removed' and due_at > now()"))
                .isEqualTo(1);
    }

    @Test
    void schedule_continuation_isEnqueuedWithoutAnEvent() {
        change(tx -> tx.schedule(NEXT, "key", new Noted(1), Instant.now().plusMillis(50)));

        await().until(() -> numbers().contains(1));
        assertThat(node.count("bus.event")).isZero();
        assertThat(node.count("bus.timer")).isZero();
    }

    private static Subscriber clock() {
        return new Subscriber("probe.clock")
                .on(
                        RUNG,
                        (tx, rung) -> OutboxFixture.recordEffect(
                                tx, "probe.clock", rung.key(), rung.payload(), rung.attempt()))
                .on(
                        NEXT,
                        (tx, next) -> OutboxFixture.recordEffect(
                                tx, "probe.clock", next.key(), next.payload(), next.attempt()))
                .on(
                        NOTED,
                        (tx, noted) -> OutboxFixture.recordEffect(
                                tx, "probe.clock", noted.key(), noted.payload(), noted.attempt()));
    }

    private void change(Consumer<Tx> work) {
        node.change(work);
    }

    private List<Integer> numbers() {
        return node.rows("select number from probe.effect order by place").stream()
                .map(row -> row.getInteger("number"))
                .toList();
    }
}
