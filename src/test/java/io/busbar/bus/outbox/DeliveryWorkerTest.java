package io.busbar.bus.outbox;

import static io.busbar.bus.outbox.OutboxFixture.NOTED;
import static io.busbar.bus.outbox.OutboxTestNode.caller;
import static io.busbar.bus.outbox.OutboxTestNode.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.busbar.bus.events.Subscriber;
import io.busbar.bus.outbox.OutboxFixture.Noted;
import io.busbar.testing.UsesServers;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@UsesServers
class DeliveryWorkerTest {
    private static final OutboxSettings WITHOUT_POLL =
            new OutboxSettingsBuilder().withoutPoll().build();
    private static final OutboxSettings ONE_WORKER =
            new OutboxSettingsBuilder().workers(1).build();

    @RegisterExtension
    private static final OutboxNodes NODES = new OutboxNodes();

    @Test
    void publish_onOtherNode_wakesWorkerWithoutPoll() {
        OutboxTestNode publisher = NODES.start(WITHOUT_POLL);
        OutboxTestNode worker = NODES.start(WITHOUT_POLL, OutboxFixture.recordingSubscriber("probe.s"));

        // The first event may be found by the poll at the start of the node; the others depend on the notification.
        for (int n = 1; n <= 5; n++) {
            int number = n;
            publish(publisher, "key", number);
            await().until(() -> worker.count("probe.effect") == number);
        }
    }

    @Test
    void deliver_withBacklogOfOneSubscriber_doesNotStarveOthers() {
        OutboxTestNode publisher = NODES.start(WITHOUT_POLL);
        publisher.execute("""
            insert into bus.subscription (event_type, subscriber) values ('probe.noted', 'probe.long')""");
        get(publisher.changes().change(caller(), "probe.backlog", tx -> {
            IntStream.range(0, 2_000).forEach(n -> tx.publish(NOTED, "key" + n % 200, new Noted(n)));
            return Future.succeededFuture(0);
        }));
        publisher.execute("""
            insert into bus.subscription (event_type, subscriber) values ('probe.noted', 'probe.short')""");
        publish(publisher, "last", 2_000);

        OutboxTestNode worker = NODES.start(
                ONE_WORKER,
                OutboxFixture.recordingSubscriber("probe.long"),
                OutboxFixture.recordingSubscriber("probe.short"));

        await().until(() -> worker.count("bus.delivery") == 0);
        assertThat(worker.rows(
                                "select count(*) as before from probe.effect where subscriber = 'probe.long' and place < "
                                        + "(select place from probe.effect where subscriber = 'probe.short')")
                        .getFirst()
                        .getLong("before"))
                .isLessThan(1_000);
    }

    @Test
    void stop_withRunningTransaction_waitsForCommit() {
        Promise<Void> begun = Promise.promise();
        Promise<Void> mayEnd = Promise.promise();
        OutboxTestNode publisher = NODES.start(WITHOUT_POLL);
        OutboxTestNode worker = OutboxTestNode.on(NODES.url(), new Subscriber("probe.s").on(NOTED, (tx, noted) -> {
                    begun.tryComplete();
                    return mayEnd.future()
                            .compose(go -> OutboxFixture.recordEffect(
                                    tx, "probe.s", noted.key(), noted.payload(), noted.attempt()));
                }));
        publish(publisher, "key", 1);
        get(begun.future());

        Future<Void> stopped = worker.outbox.stop();
        assertThat(stopped.isComplete()).isFalse();
        assertThat(publisher.count("probe.effect")).isZero();
        mayEnd.complete();
        get(stopped);

        assertThat(publisher.count("probe.effect")).isEqualTo(1);
        assertThat(publisher.count("bus.delivery")).isZero();
        publish(publisher, "key", 2);
        assertThat(publisher.count("bus.delivery"))
                .as("waits for a node that works")
                .isEqualTo(1);
        get(worker.database.close());
        get(worker.vertx.close());
    }

    @Test
    void deliver_failedKeyInPartition_doesNotBlockOtherKeys() {
        OutboxTestNode publisher = NODES.start(WITHOUT_POLL);
        OutboxTestNode worker = NODES.start(
                ONE_WORKER,
                new Subscriber("probe.s")
                        .maxAttempts(10, Duration.ofHours(1))
                        .on(
                                NOTED,
                                (tx, noted) -> noted.key().equals("poisoned")
                                        ? Future.failedFuture(new IllegalStateException("poisoned"))
                                        : OutboxFixture.recordEffect(
                                                tx, "probe.s", noted.key(), noted.payload(), noted.attempt())));

        publish(publisher, "poisoned", 0);
        IntStream.rangeClosed(1, 300).forEach(n -> publish(publisher, "key" + n, n));

        await().until(() -> worker.count("probe.effect") == 300);
        assertThat(worker.count("bus.delivery where key = 'poisoned' and attempts = 1"))
                .isEqualTo(1);
    }

    @Test
    void measure_withPendingDeliveries_updatesGauges() {
        OutboxTestNode node = NODES.start(WITHOUT_POLL);
        node.execute("insert into bus.subscription (event_type, subscriber) values ('probe.noted', 'probe.rests')");
        publish(node, "key", 1);
        publish(node, "key", 2);
        node.execute("""
            insert into bus.dead_letter (id, subscriber, event_id, key, attempts, last_error)
            select -1, 'probe.rests', id, key, 1, '' from bus.event limit 1""");
        node.execute("update bus.event set published_at = published_at - interval '100 seconds'");

        get(new BacklogMonitor(node.database, new OutboxMetrics(node.meterRegistry)).measure());

        assertThat(gauge(node, "busbar.deliveries.pending")).isEqualTo(2);
        assertThat(gauge(node, "busbar.deliveries.dead.letters")).isEqualTo(1);
        assertThat(gauge(node, "busbar.deliveries.oldest.age.seconds")).isBetween(100.0, 200.0);
    }

    private static double gauge(OutboxTestNode node, String name) {
        return node.meterRegistry
                .get(name)
                .tags("subscriber", "probe.rests")
                .gauge()
                .value();
    }

    private static void publish(OutboxTestNode node, String key, int number) {
        get(node.changes().change(caller(), "probe.publish", tx -> {
            tx.publish(NOTED, key, new Noted(number));
            return Future.succeededFuture(number);
        }));
    }
}
