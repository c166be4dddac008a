package io.busbar.bus.durable;

import static io.busbar.bus.durable.Probe.NOTED;
import static io.busbar.bus.durable.TestNode.caller;
import static io.busbar.bus.durable.TestNode.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.busbar.bus.Subscriber;
import io.busbar.bus.durable.Probe.Noted;
import io.busbar.testing.Servers;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Workers")
class WorkersTest {
    private static final String URL = Servers.freshDatabase();
    private final List<TestNode> nodes = new ArrayList<>();

    @BeforeEach
    void clear() {
        TestNode.clear(URL);
    }

    @AfterEach
    void stop() {
        nodes.forEach(TestNode::close);
    }

    @Test
    void are_woken_by_another_node_without_waiting_for_a_poll() {
        TestNode announcer = node(never());
        TestNode worker = node(never(), Probe.scribe("probe.s"));

        // The first may fall into the look with which a node starts; the following ones have nothing but the notice.
        for (int n = 1; n <= 5; n++) {
            int number = n;
            announce(announcer, "key", number);
            await().until(() -> worker.count("probe.effect") == number);
        }
    }

    @Test
    void take_turns_so_that_a_backlog_of_one_subscriber_holds_up_no_other() {
        TestNode announcer = node(never());
        announcer.execute("""
            insert into bus.subscription (event_type, subscriber) values ('probe.noted', 'probe.long')""");
        get(announcer.changes().change(caller(), "probe.backlog", tx -> {
            IntStream.range(0, 2_000).forEach(n -> tx.announce(NOTED, "key" + n % 200, new Noted(n)));
            return Future.succeededFuture(0);
        }));
        announcer.execute("""
            insert into bus.subscription (event_type, subscriber) values ('probe.noted', 'probe.short')""");
        announce(announcer, "last", 2_000);

        TestNode worker =
                node(with(1, 1, Duration.ofSeconds(1)), Probe.scribe("probe.long"), Probe.scribe("probe.short"));

        await().until(() -> worker.count("bus.delivery") == 0);
        assertThat(worker.rows(
                                "select count(*) as before from probe.effect where subscriber = 'probe.long' and place < "
                                        + "(select place from probe.effect where subscriber = 'probe.short')")
                        .getFirst()
                        .getLong("before"))
                .isLessThan(1_000);
    }

    @Test
    void of_subscribers_that_reach_outside_keep_no_other_from_working() {
        Promise<Void> mailServer = Promise.promise();
        TestNode worker = node(
                with(1, 1, Duration.ofSeconds(1)),
                new Subscriber("probe.mail").outside().on(NOTED, (tx, noted) -> mailServer.future()),
                Probe.scribe("probe.s"));

        IntStream.range(0, 5).forEach(n -> announce(worker, "key" + n, n));

        await().until(() -> worker.count("probe.effect") == 5);
        assertThat(worker.count("bus.delivery where subscriber = 'probe.mail'")).isEqualTo(5);
        mailServer.complete();
        await().until(() -> worker.count("bus.delivery") == 0);
    }

    @Test
    void end_at_the_edge_of_their_transaction() {
        Promise<Void> begun = Promise.promise();
        Promise<Void> mayEnd = Promise.promise();
        TestNode announcer = node(never());
        TestNode worker = TestNode.on(URL, new Subscriber("probe.s").on(NOTED, (tx, noted) -> {
                    begun.tryComplete();
                    return mayEnd.future()
                            .compose(go -> Probe.write(tx, "probe.s", noted.key(), noted.payload(), noted.attempt()));
                }));
        announce(announcer, "key", 1);
        get(begun.future());

        Future<Void> stopped = worker.lane.stop();
        assertThat(stopped.isComplete()).isFalse();
        assertThat(announcer.count("probe.effect")).isZero();
        mayEnd.complete();
        get(stopped);

        assertThat(announcer.count("probe.effect")).isEqualTo(1);
        assertThat(announcer.count("bus.delivery")).isZero();
        announce(announcer, "key", 2);
        assertThat(announcer.count("bus.delivery"))
                .as("waits for a node that works")
                .isEqualTo(1);
        get(worker.database.close());
        get(worker.vertx.close());
    }

    @Test
    void of_which_one_fails_leave_the_slot_to_the_others_meanwhile() {
        TestNode announcer = node(never());
        TestNode worker = node(
                with(1, 1, Duration.ofSeconds(1)),
                new Subscriber("probe.s")
                        .attempts(10, Duration.ofHours(1))
                        .on(
                                NOTED,
                                (tx, noted) -> noted.key().equals("poisoned")
                                        ? Future.failedFuture(new IllegalStateException("poisoned"))
                                        : Probe.write(tx, "probe.s", noted.key(), noted.payload(), noted.attempt())));

        announce(announcer, "poisoned", 0);
        IntStream.rangeClosed(1, 300).forEach(n -> announce(announcer, "key" + n, n));

        await().until(() -> worker.count("probe.effect") == 300);
        assertThat(worker.count("bus.delivery where key = 'poisoned' and attempts = 1"))
                .isEqualTo(1);
    }

    @Test
    void show_what_waits() {
        TestNode node = node(never());
        node.execute("insert into bus.subscription (event_type, subscriber) values ('probe.noted', 'probe.rests')");
        announce(node, "key", 1);
        announce(node, "key", 2);
        node.execute("""
            insert into bus.dead_letter (id, subscriber, event_id, key, attempts, last_error)
            select -1, 'probe.rests', id, key, 1, '' from bus.event limit 1""");
        node.execute("update bus.event set at = at - interval '100 seconds'");

        get(new BacklogMonitor(node.database, new DurableLaneMetrics(node.meters)).count());

        assertThat(gauge(node, "busbar.deliveries.waiting")).isEqualTo(2);
        assertThat(gauge(node, "busbar.deliveries.dead")).isEqualTo(1);
        assertThat(gauge(node, "busbar.deliveries.oldest.seconds")).isBetween(100.0, 200.0);
    }

    private static double gauge(TestNode node, String name) {
        return node.meters.get(name).tags("subscriber", "probe.rests").gauge().value();
    }

    private TestNode node(DurableSettings settings, Subscriber... subscribers) {
        TestNode node = TestNode.on(URL, settings, subscribers);
        nodes.add(node);
        return node;
    }

    /** Never polls but at its start. */
    private static DurableSettings never() {
        return with(4, 4, Duration.ofHours(1));
    }

    private static DurableSettings with(int workers, int outsideWorkers, Duration poll) {
        DurableSettings usual = DurableSettings.defaults();
        return new DurableSettings(
                workers,
                outsideWorkers,
                usual.batch(),
                poll,
                usual.effectLimit(),
                usual.connectionWait(),
                usual.claimWait(),
                usual.sweep());
    }

    private static void announce(TestNode node, String key, int number) {
        get(node.changes().change(caller(), "probe.announce", tx -> {
            tx.announce(NOTED, key, new Noted(number));
            return Future.succeededFuture(number);
        }));
    }
}
