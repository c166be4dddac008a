package io.busbar.bus.outbox;

import static io.busbar.bus.outbox.OutboxFixture.NIGHTLY;
import static io.busbar.bus.outbox.OutboxFixture.recordingRuns;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.busbar.bus.Contract;
import io.busbar.bus.DeadLetters;
import io.busbar.bus.PageRequest;
import io.busbar.bus.events.Subscriber;
import io.busbar.bus.timers.Recurring;
import io.busbar.testing.JavaProcess;
import io.busbar.testing.UsesServers;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The schedule of the timer is daily; a test makes a tick due by changing its time in the database. */
@UsesServers
class RecurringTimersTest {
    private static final Logger LOG = LoggerFactory.getLogger(RecurringTimersTest.class);

    @RegisterExtension
    private static final OutboxNodes NODES = new OutboxNodes();

    private static final int KILLS = 4;

    @Test
    void start_firstTime_storesTheNextTick() {
        OutboxTestNode node = NODES.start(recordingRuns());

        assertThat(nextTick(node)).isEqualTo(NIGHTLY.schedule().next(Instant.now()));
        assertThat(node.count("bus.delivery")).isZero();
    }

    @Test
    void tick_onTwoNodes_runsOnceAndAdvances() {
        OutboxTestNode node = NODES.start(recordingRuns());
        NODES.start(recordingRuns());

        for (int tick = 1; tick <= 5; tick++) {
            long expected = tick;
            makeDue(node, tick);
            await().until(() -> node.count("probe.run") >= expected);
        }

        assertThat(nextTick(node)).isEqualTo(NIGHTLY.schedule().next(Instant.now()));
        assertThat(node.count("probe.run")).isEqualTo(5);
        assertThat(node.count("bus.delivery")).isZero();
        assertThat(node.count("bus.event")).isZero();
    }

    @Test
    void tick_afterDowntimeOfManyTicks_runsOnce() {
        startAndStop(recordingRuns());
        OutboxTestNode watcher = NODES.start();
        watcher.execute("update bus.recurring_timer set due_at = due_at - interval '30 days'");
        Instant missed = nextTick(watcher);

        NODES.start(recordingRuns());

        await().until(() -> watcher.count("probe.run") == 1);
        assertThat(watcher.rows("select due_at from probe.run").getFirst().getOffsetDateTime("due_at"))
                .isEqualTo(missed.atOffset(ZoneOffset.UTC));
        assertThat(nextTick(watcher)).isEqualTo(NIGHTLY.schedule().next(Instant.now()));
    }

    @Test
    void tick_withoutNodeOfItsService_waits() {
        startAndStop(recordingRuns());
        OutboxTestNode other = NODES.start(OutboxFixture.recordingSubscriber("probe.other"));
        makeDue(other, 1);

        other.change(tx -> tx.schedule(OutboxFixture.NOTED, "key", new OutboxFixture.Noted(1), Instant.now()));
        await().until(() -> other.count("probe.effect") == 1);

        assertThat(other.count("bus.delivery")).isZero();
        assertThat(other.count("bus.recurring_timer where due_at <= now()")).isEqualTo(1);
        NODES.start(recordingRuns());
        await().until(() -> other.count("probe.run") == 1);
    }

    @Test
    void start_withChangedExpression_takesEffectAlsoForNodesOfTheOldVersion() {
        OutboxTestNode old = NODES.start(recordingRuns());
        Recurring changed = Contract.of("probe", "A newer version.")
                .recurring("nightly", "30 4 1 * *", ZoneId.of("America/New_York"));
        startAndStop(new Subscriber("probe.nightly").on(changed, (tx, tick) -> Future.succeededFuture()));
        Instant changedTick = nextTick(old);

        makeDue(old, 1);

        assertThat(changedTick).isEqualTo(changed.schedule().next(Instant.now()));
        await().until(() -> old.count("probe.run") == 1);
        assertThat(nextTick(old)).isEqualTo(changedTick);
    }

    @Test
    void run_failsEveryAttempt_isRetriedAndBecomesDeadLetter() {
        AtomicInteger attempts = new AtomicInteger();
        OutboxTestNode node = NODES.start(new Subscriber("probe.nightly")
                .maxAttempts(3, Duration.ofMillis(5))
                .on(NIGHTLY, (tx, tick) -> {
                    attempts.incrementAndGet();
                    return Future.failedFuture(new IllegalStateException("broken"));
                }));

        makeDue(node, 1);

        await().until(() -> node.count("bus.dead_letter") == 1);
        DeadLetters.DeadLetter dead = OutboxTestNode.get(
                        node.outbox.deadLetters().list("probe.nightly", PageRequest.FIRST))
                .items()
                .getFirst();
        assertThat(dead.event()).isEqualTo("probe.nightly");
        assertThat(dead.payload()).containsOnlyKeys("dueAt");
        assertThat(attempts).hasValue(3);
    }

    @Test
    void tick_whileAnEarlierOneIsNotHandled_isSkipped() {
        Promise<Void> mayEnd = Promise.promise();
        OutboxTestNode node = NODES.start(new Subscriber("probe.nightly")
                .on(
                        NIGHTLY,
                        (tx, tick) -> mayEnd.future()
                                .compose(go -> OutboxFixture.recordRun(
                                        tx, tick.key(), tick.payload().dueAt()))));
        makeDue(node, 1);
        await().until(() -> node.count("bus.delivery") == 1);

        makeDue(node, 2);
        await().until(() -> node.count("bus.recurring_timer where due_at > now()") == 1);
        mayEnd.complete();

        await().until(() -> node.count("bus.delivery") == 0);
        assertThat(node.count("probe.run")).isEqualTo(1);
    }

    @Test
    void tick_nodesKilledAroundIt_runsOnce() {
        long seed = System.nanoTime();
        LOG.info("seed {}", seed);
        Random random = new Random(seed);
        OutboxTestNode watcher = NODES.start();
        JavaProcess[] running = {
            OutboxProcess.withRecurringTimer(NODES.url()), OutboxProcess.withRecurringTimer(NODES.url())
        };
        try {
            await().atMost(Duration.ofMinutes(1)).until(() -> watcher.count("bus.recurring_timer") == 1);
            for (int kill = 1; kill <= KILLS; kill++) {
                long expected = kill;
                makeDue(watcher, kill);
                switch (random.nextInt(3)) {
                    case 0 -> awaitQuickly(() -> watcher.count("bus.recurring_timer where due_at > now()") == 1);
                    case 1 -> awaitQuickly(() -> watcher.count("probe.run") == expected);
                    default -> LOG.info("killed before the tick is known");
                }
                running[kill % 2].close();
                running[kill % 2] = OutboxProcess.withRecurringTimer(NODES.url());
                await().atMost(Duration.ofMinutes(1))
                        .until(() -> watcher.count("probe.run") >= expected && watcher.count("bus.delivery") == 0);
            }
        } finally {
            running[0].close();
            running[1].close();
        }
        assertThat(watcher.count("probe.run")).isEqualTo(KILLS);
        assertThat(watcher.count("(select distinct due_at from probe.run) as ticks"))
                .isEqualTo(KILLS);
    }

    private static void awaitQuickly(Callable<Boolean> condition) {
        await().pollInterval(Duration.ofMillis(1)).atMost(Duration.ofMinutes(1)).until(condition);
    }

    private static void startAndStop(Subscriber subscriber) {
        OutboxTestNode.on(NODES.url(), subscriber).close();
    }

    /** Makes the next tick due; each number stands for another time in the past. */
    private static void makeDue(OutboxTestNode node, int number) {
        node.execute("update bus.recurring_timer set due_at = date_trunc('minute', now()) - interval '%d minutes'"
                .formatted(100 - number));
    }

    private static Instant nextTick(OutboxTestNode node) {
        return node.rows("select due_at from bus.recurring_timer")
                .getFirst()
                .getOffsetDateTime("due_at")
                .toInstant();
    }
}
