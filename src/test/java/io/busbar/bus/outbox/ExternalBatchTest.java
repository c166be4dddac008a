package io.busbar.bus.outbox;

import static io.busbar.bus.outbox.OutboxFixture.NOTED;
import static io.busbar.bus.outbox.OutboxTestNode.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.busbar.bus.EventEnvelope;
import io.busbar.bus.RequestContext;
import io.busbar.bus.Tx;
import io.busbar.bus.events.ExternalSubscriber;
import io.busbar.bus.outbox.OutboxFixture.Noted;
import io.busbar.testing.JavaProcess;
import io.busbar.testing.UsesServers;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Deliveries with external effects whose results are written in one transaction: those that are handled while the transaction of another
 * one is open.
 */
@UsesServers
class ExternalBatchTest {
    private static final List<String> BATCH = List.of("a", "b", "c");

    @RegisterExtension
    private static final OutboxNodes NODES = new OutboxNodes();

    @Test
    void acknowledge_severalHandledDeliveries_writesTheirResultsInOneTransaction() {
        HeldVendor vendor = new HeldVendor(noted -> false);
        OutboxTestNode node = NODES.start(vendor.subscriber());

        vendor.handleBatch(node);

        await().until(() -> node.count("bus.delivery") == 0);
        assertThat(node.rows("select key from probe.effect where key <> 'first' order by key"))
                .extracting(row -> row.getString("key"))
                .isEqualTo(BATCH);
        assertThat(node.rows("select distinct xmin::text from probe.effect where key <> 'first'"))
                .as("transactions")
                .hasSize(1);
    }

    @Test
    void acknowledge_oneOfSeveralResultsFails_repeatsOnlyThatCall() {
        HeldVendor vendor = new HeldVendor(noted -> noted.key().equals("b") && noted.attempt() == 1);
        OutboxTestNode node = NODES.start(vendor.subscriber());

        vendor.handleBatch(node);

        await().until(() -> node.count("bus.delivery") == 0);
        assertThat(vendor.calls).containsExactlyInAnyOrder("first 1", "a 1", "b 1", "b 2", "c 1");
        assertThat(effects(node)).containsExactly("a 1", "b 2", "c 1", "first 1");
    }

    @Test
    void acknowledge_anotherNodeHasTakenOneOver_writesAndRemovesOnlyTheOthers() {
        HeldVendor vendor = new HeldVendor(noted -> false);
        OutboxTestNode node = NODES.start(vendor.subscriber());
        vendor.beforeCommit =
                () -> node.execute("update bus.delivery set fence = nextval('bus.delivery_fence') where key = 'b'");

        vendor.handleBatch(node);

        await().until(() -> node.count("bus.delivery") == 1);
        await().until(() -> lost(node) == 1);
        assertThat(effects(node)).containsExactly("a 1", "c 1", "first 1");
        assertThat(node.count("bus.delivery where key = 'b' and attempts = 1 and last_error is null"))
                .as("left to the node that has taken it over")
                .isEqualTo(1);
    }

    @Test
    void deliver_nodeKilledWithSeveralCallsUnderWay_eachIsRepeatedAndItsResultWrittenOnce() {
        try (JavaProcess first = ExternalCallProcess.on(NODES.url(), "first", Duration.ofSeconds(60))) {
            OutboxTestNode publisher = NODES.start();
            await().atMost(OutboxTestNode.TIMEOUT).until(() -> publisher.count("bus.subscription") == 1);
            publisher.change(tx -> BATCH.forEach(key -> tx.publish(NOTED, key, new Noted(1))));
            await().until(() -> publisher.count("probe.call") == 3);
            publisher.outbox.subscribe(ExternalCallProcess.subscriber(publisher, "second", Duration.ofMillis(1)));

            first.kill();

            await().atMost(Duration.ofSeconds(15)).until(() -> publisher.count("bus.delivery") == 0);
            assertThat(effects(publisher)).containsExactly("a 2", "b 2", "c 2");
            assertThat(publisher.rows("select node from probe.call order by place"))
                    .extracting(row -> row.getString("node"))
                    .containsExactly("first", "first", "first", "second", "second", "second");
        }
    }

    private static List<String> effects(OutboxTestNode node) {
        return node.rows("select key || ' ' || attempt as effect from probe.effect order by effect").stream()
                .map(row -> row.getString("effect"))
                .toList();
    }

    private static double lost(OutboxTestNode node) {
        return node.meterRegistry
                .counter("busbar.deliveries", "subscriber", "probe.mail", "outcome", "lost")
                .count();
    }

    /** A vendor whose calls end when the test says so. */
    private static final class HeldVendor {
        private final Predicate<EventEnvelope<Noted>> failing;
        private final Map<String, Promise<Void>> results = new ConcurrentHashMap<>();
        private final Promise<Void> firstWrite = Promise.promise();
        private final Promise<Void> firstMayCommit = Promise.promise();
        final Queue<String> calls = new ConcurrentLinkedQueue<>();
        Runnable beforeCommit = () -> {};

        /** @param failing whose results can't be written */
        HeldVendor(Predicate<EventEnvelope<Noted>> failing) {
            this.failing = failing;
        }

        ExternalSubscriber subscriber() {
            return new ExternalSubscriber("probe.mail")
                    .maxAttempts(5, Duration.ofMillis(5))
                    .on(NOTED, this::call, (tx, noted, result) -> write(tx, noted));
        }

        /** Publishes four events and ends their calls: the first one's, and those of the batch while the first one's transaction is open. */
        void handleBatch(OutboxTestNode node) {
            node.change(tx -> {
                tx.publish(NOTED, "first", new Noted(1));
                BATCH.forEach(key -> tx.publish(NOTED, key, new Noted(1)));
            });
            await().until(() -> calls.size() == 4);
            result("first").complete();
            get(firstWrite.future());
            BATCH.forEach(key -> result(key).complete());
            beforeCommit.run();
            firstMayCommit.complete();
        }

        private Promise<Void> result(String key) {
            return results.computeIfAbsent(key, name -> Promise.promise());
        }

        private Future<Void> call(EventEnvelope<Noted> noted, RequestContext requestContext) {
            calls.add(noted.key() + " " + noted.attempt());
            return result(noted.key()).future();
        }

        private Future<?> write(Tx tx, EventEnvelope<Noted> noted) {
            if (failing.test(noted)) {
                return Future.failedFuture(new IllegalStateException("not yet"));
            }
            if (!noted.key().equals("first")) {
                return record(tx, noted);
            }
            firstWrite.tryComplete();
            return firstMayCommit.future().compose(go -> record(tx, noted));
        }

        private static Future<?> record(Tx tx, EventEnvelope<Noted> noted) {
            return OutboxFixture.recordEffect(tx, "probe.mail", noted.key(), noted.payload(), noted.attempt());
        }
    }
}
