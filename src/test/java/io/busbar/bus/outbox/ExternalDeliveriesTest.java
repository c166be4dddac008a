package io.busbar.bus.outbox;

import static io.busbar.bus.outbox.OutboxFixture.NOTED;
import static io.busbar.bus.outbox.OutboxTestNode.caller;
import static io.busbar.bus.outbox.OutboxTestNode.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.busbar.bus.PageRequest;
import io.busbar.bus.events.ExternalSubscriber;
import io.busbar.bus.outbox.OutboxFixture.Noted;
import io.busbar.testing.UsesServers;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Deliveries with effects outside PostgreSQL. */
@UsesServers
class ExternalDeliveriesTest {
    /** A node that stops waits only 100 ms for calls. */
    private static final OutboxSettings SETTINGS =
            new OutboxSettingsBuilder().drainTimeout(Duration.ofMillis(100)).build();

    @RegisterExtension
    private static final OutboxNodes NODES = new OutboxNodes();

    @Test
    void deliver_callsThatNeverReturn_delayNoOtherSubscriber() {
        AtomicInteger stuckCalls = new AtomicInteger();
        Queue<String> mails = new ConcurrentLinkedQueue<>();
        OutboxTestNode node = NODES.start(
                SETTINGS,
                new ExternalSubscriber("probe.sms").on(NOTED, (noted, requestContext) -> {
                    stuckCalls.incrementAndGet();
                    return Promise.promise().future();
                }),
                new ExternalSubscriber("probe.mail")
                        .on(NOTED, (noted, requestContext) -> Future.succeededFuture(mails.add(noted.key()))),
                OutboxFixture.recordingSubscriber("probe.s"));

        IntStream.range(0, 10).forEach(n -> publish(node, "key" + n, n));

        await().atMost(Duration.ofSeconds(3)).until(() -> mails.size() == 10 && node.count("probe.effect") == 10);
        assertThat(stuckCalls).as("one call for each permit").hasValue(4);
        assertThat(node.count("bus.delivery where subscriber = 'probe.sms'")).isEqualTo(10);
        await().untilAsserted(
                        () -> assertThat(node.count("pg_stat_activity where datname = current_database() and state like"
                                        + " 'idle in transaction%'"))
                                .as("open transactions while the calls are under way")
                                .isZero());
    }

    @Test
    void deliver_onSeveralNodes_handlesEventsOfOneKeyOneAfterTheOther() {
        Set<String> busyKeys = ConcurrentHashMap.newKeySet();
        Queue<String> overlaps = new ConcurrentLinkedQueue<>();
        Map<String, Queue<Integer>> handledByKey = new ConcurrentHashMap<>();
        AtomicInteger failures = new AtomicInteger(5);
        ExternalSubscriber vendor = new ExternalSubscriber("probe.mail")
                .maxAttempts(10, Duration.ofMillis(20))
                .on(NOTED, (noted, requestContext) -> {
                    if (!busyKeys.add(noted.key())) {
                        overlaps.add(noted.key());
                    }
                    return Vertx.currentContext().owner().timer(2).map(called -> {
                        busyKeys.remove(noted.key());
                        if (noted.payload().number() == 7 && failures.getAndDecrement() > 0) {
                            throw new IllegalStateException("the vendor is busy");
                        }
                        return handledByKey
                                .computeIfAbsent(noted.key(), key -> new ConcurrentLinkedQueue<>())
                                .add(noted.payload().number());
                    });
                });
        OutboxTestNode publisher = NODES.start(SETTINGS, vendor);
        NODES.start(SETTINGS, vendor);

        IntStream.range(0, 20)
                .forEach(number -> IntStream.range(0, 6).forEach(key -> publish(publisher, "key" + key, number)));

        await().until(() -> publisher.count("bus.delivery") == 0);
        assertThat(overlaps).isEmpty();
        assertThat(handledByKey).hasSize(6);
        assertThat(handledByKey.values())
                .allSatisfy(numbers -> assertThat(numbers)
                        .containsExactlyElementsOf(
                                IntStream.range(0, 20).boxed().toList()));
    }

    @Test
    void deliver_failedResultWrite_repeatsTheCallWithTheSameIdAndWritesOnce() {
        Queue<UUID> calls = new ConcurrentLinkedQueue<>();
        AtomicInteger failures = new AtomicInteger(1);
        OutboxTestNode node = NODES.start(
                SETTINGS,
                new ExternalSubscriber("probe.mail")
                        .maxAttempts(5, Duration.ofMillis(5))
                        .on(
                                NOTED,
                                (noted, requestContext) -> {
                                    calls.add(noted.id());
                                    return Future.succeededFuture(42);
                                },
                                (tx, noted, result) -> OutboxFixture.recordEffect(
                                                tx, "probe.mail", noted.key(), new Noted(result), noted.attempt())
                                        .compose(written -> failures.getAndDecrement() > 0
                                                ? Future.failedFuture(new IllegalStateException("not yet"))
                                                : Future.succeededFuture())));

        publish(node, "key", 1);

        await().until(() -> node.count("bus.delivery") == 0);
        assertThat(calls).hasSize(2);
        assertThat(Set.copyOf(calls)).hasSize(1);
        assertThat(node.rows("select number, attempt from probe.effect"))
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.getInteger("number")).isEqualTo(42);
                    assertThat(row.getInteger("attempt")).isEqualTo(2);
                });
    }

    @Test
    void deliver_afterLastAttempt_becomesDeadLetterThatCanBeReplayed() {
        Queue<Integer> attempts = new ConcurrentLinkedQueue<>();
        AtomicInteger failures = new AtomicInteger(2);
        OutboxTestNode node = NODES.start(
                SETTINGS,
                new ExternalSubscriber("probe.mail")
                        .maxAttempts(2, Duration.ofMillis(5))
                        .on(NOTED, (noted, requestContext) -> {
                            attempts.add(noted.attempt());
                            return noted.key().equals("bad") && failures.getAndDecrement() > 0
                                    ? Future.failedFuture(new IllegalStateException("secret text"))
                                    : Future.succeededFuture();
                        }));
        publish(node, "bad", 1);
        await().until(() -> node.count("bus.dead_letter") == 1);
        assertThat(attempts).containsExactly(1, 2);
        assertThat(node.count("bus.delivery")).isZero();
        var dead = get(node.outbox.deadLetters().list("probe.mail", PageRequest.FIRST))
                .items()
                .getFirst();
        assertThat(dead.attempts()).isEqualTo(2);
        assertThat(dead.lastError())
                .startsWith("java.lang.IllegalStateException")
                .doesNotContain("secret");

        get(node.changes()
                .change(caller(), "replay", tx -> node.outbox.deadLetters().replay(tx, dead.id())));

        await().until(() -> attempts.size() == 3);
        await().until(() -> node.count("bus.delivery") == 0);
        assertThat(attempts).containsExactly(1, 2, 1);
    }

    @Test
    void stop_whileCallRuns_returnsTheDeliveryWithoutCountingTheAttempt() {
        Promise<Void> begun = Promise.promise();
        Promise<Void> vendor = Promise.promise();
        OutboxTestNode first = OutboxTestNode.on(
                NODES.url(),
                SETTINGS,
                new ExternalSubscriber("probe.mail")
                        .on(
                                NOTED,
                                (noted, requestContext) -> {
                                    begun.tryComplete();
                                    return vendor.future();
                                },
                                (tx, noted, result) -> OutboxFixture.recordEffect(
                                        tx, "first", noted.key(), noted.payload(), noted.attempt())));
        publish(first, "key", 1);
        get(begun.future());

        get(first.outbox.stop());
        vendor.complete();
        OutboxTestNode second = NODES.start(
                SETTINGS,
                new ExternalSubscriber("probe.mail")
                        .on(
                                NOTED,
                                (noted, requestContext) -> Future.succeededFuture(),
                                (tx, noted, result) -> OutboxFixture.recordEffect(
                                        tx, "second", noted.key(), noted.payload(), noted.attempt())));

        await().atMost(Duration.ofSeconds(5)).until(() -> second.count("bus.delivery") == 0);
        assertThat(second.rows("select subscriber, attempt from probe.effect"))
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.getString("subscriber")).isEqualTo("second");
                    assertThat(row.getInteger("attempt")).isEqualTo(1);
                });
        get(first.database.close());
        get(first.vertx.close());
    }

    private static void publish(OutboxTestNode node, String key, int number) {
        get(node.changes().change(caller(), "probe.publish", tx -> {
            tx.publish(NOTED, key, new Noted(number));
            return Future.succeededFuture(number);
        }));
    }
}
