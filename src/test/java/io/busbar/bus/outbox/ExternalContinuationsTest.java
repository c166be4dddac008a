package io.busbar.bus.outbox;

import static io.busbar.bus.outbox.OutboxFixture.NEXT;
import static io.busbar.bus.outbox.OutboxFixture.NIGHTLY;
import static io.busbar.bus.outbox.OutboxFixture.NOTED;
import static io.busbar.bus.outbox.OutboxTestNode.caller;
import static io.busbar.bus.outbox.OutboxTestNode.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.busbar.bus.DeadLetters;
import io.busbar.bus.EventEnvelope;
import io.busbar.bus.PageRequest;
import io.busbar.bus.RequestContext;
import io.busbar.bus.Tx;
import io.busbar.bus.events.ExternalSubscriber;
import io.busbar.bus.events.Lookup;
import io.busbar.bus.events.Subscriber;
import io.busbar.bus.outbox.OutboxFixture.Noted;
import io.busbar.testing.UsesServers;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Continuations, timers and ticks that are handled without a transaction or with data of other services. */
@UsesServers
class ExternalContinuationsTest {
    @RegisterExtension
    private static final OutboxNodes NODES = new OutboxNodes();

    @Test
    void enqueue_amongEventsOfItsKey_keepsTheOrderAndLeavesNothing() {
        OutboxTestNode node = NODES.start(mail());
        NODES.start(mail());

        node.change(tx -> IntStream.range(0, 60).forEach(n -> {
            if (n % 2 == 0) {
                tx.enqueue(NEXT, "key" + n % 3, new Noted(n));
            } else {
                tx.publish(NOTED, "key" + n % 3, new Noted(n));
            }
        }));

        await().until(() -> node.count("bus.delivery") == 0);
        for (int key = 0; key < 3; key++) {
            assertThat(numbers(node, "key" + key)).hasSize(20).isSorted();
        }
        assertThat(node.count("bus.event")).isEqualTo(30);
    }

    @Test
    void schedule_continuation_isHandledAndItsDelayMeasured() {
        OutboxTestNode node = NODES.start(mail());

        node.change(tx -> tx.schedule(NEXT, "key", new Noted(1), Instant.now().plusMillis(50)));

        await().until(() -> node.count("probe.effect") == 1);
        assertThat(node.meterRegistry
                        .get("busbar.timers.delay")
                        .tag("type", "probe.next")
                        .timer()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void tick_onTwoNodes_runsOnce() {
        OutboxTestNode node = NODES.start(nightly());
        NODES.start(nightly());

        node.execute("update bus.recurring_timer set due_at = now()");

        await().until(() -> node.count("probe.run") == 1 && node.count("bus.delivery") == 0);
        assertThat(node.count("bus.recurring_timer where due_at > now()")).isEqualTo(1);
    }

    @Test
    void handle_failsEveryAttempt_becomesDeadLetterWithPayloadThatCanBeReplayed() {
        AtomicBoolean broken = new AtomicBoolean(true);
        ConcurrentLinkedQueue<UUID> ids = new ConcurrentLinkedQueue<>();
        OutboxTestNode node = NODES.start(new ExternalSubscriber("probe.mail")
                .maxAttempts(3, Duration.ofMillis(5))
                .on(NEXT, (next, requestContext) -> {
                    ids.add(next.id());
                    return broken.get()
                            ? Future.failedFuture(new IllegalStateException("broken"))
                            : Future.succeededFuture();
                }));
        node.change(tx -> tx.enqueue(NEXT, "key", new Noted(7)));
        await().until(() -> node.count("bus.dead_letter") == 1);
        DeadLetters.DeadLetter dead = get(node.outbox.deadLetters().list("probe.mail", PageRequest.FIRST))
                .items()
                .getFirst();
        assertThat(dead.event()).isEqualTo("probe.next");
        assertThat(dead.payload()).isEqualTo(Map.of("number", 7));
        assertThat(dead.attempts()).isEqualTo(3);
        broken.set(false);

        get(node.changes()
                .change(
                        caller(),
                        "probe.replay",
                        tx -> node.outbox.deadLetters().replay(tx, dead.id())));

        await().until(() -> ids.size() == 4 && node.count("bus.delivery") == 0);
        assertThat(ids).containsOnly(dead.eventId());
        assertThat(node.count("bus.dead_letter")).isZero();
    }

    @Test
    void lookup_forContinuations_loadsAllKeysBeforeTheTransaction() {
        ConcurrentLinkedQueue<Set<Integer>> calls = new ConcurrentLinkedQueue<>();
        Lookup.Loader<Integer, Integer> squares = (keys, requestContext) -> {
            calls.add(keys);
            return Future.succeededFuture(
                    keys.stream().collect(Collectors.toMap(Function.identity(), number -> number * number)));
        };
        OutboxTestNode node = NODES.start(new Subscriber("probe.names")
                .on(
                        NEXT,
                        new Lookup<>(next -> Set.of(next.number()), squares),
                        (tx, next, found) -> OutboxFixture.recordEffect(
                                tx,
                                "probe.names",
                                next.key(),
                                new Noted(found.getOrDefault(next.payload().number(), -1)),
                                next.attempt())));

        node.change(tx -> IntStream.range(0, 20).forEach(n -> tx.enqueue(NEXT, "key", new Noted(n))));

        await().until(() -> node.count("bus.delivery") == 0);
        assertThat(calls).hasSize(1);
        assertThat(numbers(node, "key"))
                .isEqualTo(IntStream.range(0, 20).map(n -> n * n).boxed().toList());
    }

    private static ExternalSubscriber mail() {
        return new ExternalSubscriber("probe.mail")
                .on(NEXT, ExternalContinuationsTest::call, ExternalContinuationsTest::record)
                .on(NOTED, ExternalContinuationsTest::call, ExternalContinuationsTest::record);
    }

    private static Future<Integer> call(EventEnvelope<Noted> envelope, RequestContext requestContext) {
        return Future.succeededFuture(envelope.payload().number());
    }

    private static Future<?> record(Tx tx, EventEnvelope<Noted> envelope, Integer number) {
        return OutboxFixture.recordEffect(tx, "probe.mail", envelope.key(), new Noted(number), envelope.attempt());
    }

    private static ExternalSubscriber nightly() {
        return new ExternalSubscriber("probe.nightly")
                .on(
                        NIGHTLY,
                        (tick, requestContext) ->
                                Future.succeededFuture(tick.payload().dueAt()),
                        (tx, tick, dueAt) -> OutboxFixture.recordRun(tx, tick.key(), dueAt));
    }

    private static List<Integer> numbers(OutboxTestNode node, String key) {
        return node.rows("select number from probe.effect where key = $1 order by place", key).stream()
                .map(row -> row.getInteger("number"))
                .toList();
    }
}
