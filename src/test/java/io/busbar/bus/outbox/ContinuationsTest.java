package io.busbar.bus.outbox;

import static io.busbar.bus.outbox.OutboxFixture.NEXT;
import static io.busbar.bus.outbox.OutboxFixture.NOTED;
import static io.busbar.bus.outbox.OutboxTestNode.caller;
import static io.busbar.bus.outbox.OutboxTestNode.failure;
import static io.busbar.bus.outbox.OutboxTestNode.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.busbar.bus.DeadLetters;
import io.busbar.bus.EventEnvelope;
import io.busbar.bus.PageRequest;
import io.busbar.bus.Tx;
import io.busbar.bus.events.Subscriber;
import io.busbar.bus.outbox.OutboxFixture.Noted;
import io.busbar.testing.UsesServers;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@UsesServers
class ContinuationsTest {
    @RegisterExtension
    private static final OutboxNodes NODES = new OutboxNodes();

    @Test
    void enqueue_inAChange_isHandledOnceAndLeavesNothing() {
        OutboxTestNode node = NODES.start(worker("probe.worker"));
        NODES.start(worker("probe.worker"));

        node.change(tx -> IntStream.range(0, 100).forEach(n -> tx.enqueue(NEXT, "key" + n % 3, new Noted(n))));

        await().until(() -> node.count("bus.delivery") == 0);
        assertThat(node.count("probe.effect")).isEqualTo(100);
        for (int key = 0; key < 3; key++) {
            assertThat(numbers(node, "key" + key)).hasSizeGreaterThan(30).isSorted();
        }
        assertThat(node.count("bus.event")).as("it is no event").isZero();
    }

    @Test
    void enqueue_inAFailedChange_isNotHandled() {
        OutboxTestNode node = NODES.start(worker("probe.worker"));

        Throwable failure = failure(node.changes().change(caller(), "probe.change", tx -> {
            tx.enqueue(NEXT, "key", new Noted(1));
            return Future.failedFuture(new IllegalStateException("no"));
        }));
        node.change(tx -> tx.enqueue(NEXT, "key", new Noted(2)));

        assertThat(failure).hasMessage("no");
        await().until(() -> node.count("probe.effect") == 1);
        assertThat(numbers(node, "key")).containsExactly(2);
    }

    @Test
    void enqueue_amongEventsOfItsKey_keepsTheOrder() {
        OutboxTestNode node = NODES.start(worker("probe.worker").on(NOTED, ContinuationsTest::recordEffect));

        node.change(tx -> {
            tx.publish(NOTED, "key", new Noted(1));
            tx.enqueue(NEXT, "key", new Noted(2));
            tx.publish(NOTED, "key", new Noted(3));
        });

        await().until(() -> node.count("probe.effect") == 3);
        assertThat(numbers(node, "key")).containsExactly(1, 2, 3);
        assertThat(node.count("bus.event")).isEqualTo(2);
    }

    @Test
    void enqueue_withoutAnySubscriber_failsTheChange() {
        OutboxTestNode node = NODES.start();

        assertThat(failure(node.changes().change(caller(), "probe.change", tx -> {
                    tx.enqueue(NEXT, "key", new Noted(1));
                    return OutboxFixture.insertNote(tx, 1);
                })))
                .isNotNull();
        assertThat(node.count("probe.note")).isZero();
    }

    @Test
    void enqueue_afterItMovedToAnotherSubscriber_isHandledByThatOne() {
        NODES.start(worker("probe.old"));
        OutboxTestNode node = NODES.start(worker("probe.new"));

        node.change(tx -> tx.enqueue(NEXT, "key", new Noted(1)));

        await().until(() -> node.count("bus.delivery") == 0);
        assertThat(node.rows("select subscriber from probe.effect"))
                .extracting(row -> row.getString("subscriber"))
                .containsExactly("probe.new");
    }

    @Test
    void handle_failsEveryAttempt_becomesDeadLetterWithPayloadThatCanBeReplayed() {
        AtomicBoolean broken = new AtomicBoolean(true);
        ConcurrentLinkedQueue<UUID> ids = new ConcurrentLinkedQueue<>();
        OutboxTestNode node = NODES.start(new Subscriber("probe.worker")
                .maxAttempts(3, Duration.ofMillis(5))
                .on(NEXT, (tx, next) -> {
                    ids.add(next.id());
                    return broken.get()
                            ? Future.failedFuture(new IllegalStateException("broken"))
                            : recordEffect(tx, next);
                }));
        node.change(tx -> tx.enqueue(NEXT, "key", new Noted(7)));
        await().until(() -> node.count("bus.dead_letter") == 1);

        DeadLetters.DeadLetter dead = get(node.outbox.deadLetters().list("probe.worker", PageRequest.FIRST))
                .items()
                .getFirst();
        assertThat(dead.event()).isEqualTo("probe.next");
        assertThat(dead.payload()).isEqualTo(Map.of("number", 7));
        assertThat(dead.attempts()).isEqualTo(3);
        assertThat(ids).hasSize(3).containsOnly(dead.eventId());

        broken.set(false);
        get(node.changes()
                .change(caller(), "replay", tx -> node.outbox.deadLetters().replay(tx, dead.id())));

        await().until(() -> node.count("probe.effect where number = 7 and attempt = 1") == 1);
        assertThat(ids).hasSize(4).containsOnly(dead.eventId());
        assertThat(node.count("bus.dead_letter")).isZero();
    }

    @Test
    void handle_enqueuesTheNext_continuesUntilDone() {
        OutboxTestNode node = NODES.start(new Subscriber("probe.worker").on(NEXT, (tx, next) -> {
            if (next.payload().number() < 5) {
                tx.enqueue(NEXT, next.key(), new Noted(next.payload().number() + 1));
            }
            return recordEffect(tx, next);
        }));

        node.change(tx -> tx.enqueue(NEXT, "key", new Noted(1)));

        await().until(() -> node.count("probe.effect") == 5);
        assertThat(numbers(node, "key")).containsExactly(1, 2, 3, 4, 5);
    }

    private static Subscriber worker(String name) {
        return new Subscriber(name)
                .on(
                        NEXT,
                        (tx, next) -> OutboxFixture.recordEffect(tx, name, next.key(), next.payload(), next.attempt()));
    }

    private static Future<?> recordEffect(Tx tx, EventEnvelope<Noted> noted) {
        return OutboxFixture.recordEffect(tx, "probe.worker", noted.key(), noted.payload(), noted.attempt());
    }

    private static List<Integer> numbers(OutboxTestNode node, String key) {
        return node.rows("select number from probe.effect where key = $1 order by place", key).stream()
                .map(row -> row.getInteger("number"))
                .toList();
    }
}
