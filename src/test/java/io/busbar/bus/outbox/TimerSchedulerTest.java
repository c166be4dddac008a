package io.busbar.bus.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class TimerSchedulerTest {
    private static final Vertx VERTX = Vertx.vertx();
    private static final Duration NEVER = Duration.ofHours(1);
    private static final Duration SOON = Duration.ofMillis(20);

    private final AtomicInteger looks = new AtomicInteger();
    private final Queue<Future<Optional<Duration>>> results = new ArrayDeque<>();

    @AfterAll
    static void close() {
        VERTX.close().await();
    }

    @Test
    void wakeIn_severalDelays_firesAtTheEarliest() {
        TimerScheduler scheduler = scheduler(NEVER);

        scheduler.wakeIn(Duration.ofMinutes(10));
        scheduler.wakeIn(SOON);
        scheduler.wakeIn(Duration.ofMinutes(20));

        await().until(() -> looks.get() == 1);
    }

    @Test
    void fire_nextTimerIsKnown_firesThen() {
        returns(SOON);
        returns(SOON);

        scheduler(NEVER).wakeIn(Duration.ZERO);

        await().until(() -> looks.get() == 3);
    }

    @Test
    void fire_dueTimerIsLocked_triesAgainUntilItIsNot() {
        for (int n = 0; n < 5; n++) {
            returns(Duration.ofSeconds(-1));
        }

        scheduler(NEVER).wakeIn(Duration.ZERO);

        await().until(() -> looks.get() == 6);
    }

    @Test
    void fire_fails_triesAgainAfterThePollInterval() {
        results.add(Future.failedFuture(new IllegalStateException("no database")));

        TimerScheduler scheduler = scheduler(Duration.ofMillis(50));
        scheduler.wakeIn(Duration.ZERO);

        await().until(() -> looks.get() > 2);
        scheduler.stop();
    }

    @Test
    void wakeIn_whileFiring_firesAgain() {
        Promise<Optional<Duration>> running = Promise.promise();
        results.add(running.future());
        TimerScheduler scheduler = scheduler(NEVER);
        scheduler.wakeIn(Duration.ZERO);

        scheduler.wakeIn(SOON);
        assertThat(looks).hasValue(1);
        running.complete(Optional.of(Duration.ofMinutes(10)));

        await().until(() -> looks.get() == 2);
    }

    @Test
    void stop_whileFiring_completesAfterwardsAndFiresNoMore() {
        Promise<Optional<Duration>> running = Promise.promise();
        results.add(running.future());
        TimerScheduler scheduler = scheduler(NEVER);
        scheduler.wakeIn(Duration.ZERO);

        Future<Void> stopped = scheduler.stop();
        assertThat(stopped.isComplete()).isFalse();
        running.complete(Optional.of(Duration.ZERO));

        await().until(stopped::succeeded);
        scheduler.wakeIn(Duration.ZERO);
        assertThat(looks).hasValue(1);
    }

    private void returns(Duration untilNext) {
        results.add(Future.succeededFuture(Optional.of(untilNext)));
    }

    /** Returns a scheduler for the results; after them there is no timer. */
    private TimerScheduler scheduler(Duration pollInterval) {
        return new TimerScheduler(VERTX, this::look, pollInterval);
    }

    private synchronized Future<Optional<Duration>> look() {
        looks.incrementAndGet();
        Future<Optional<Duration>> result = results.poll();
        return result == null ? Future.succeededFuture(Optional.empty()) : result;
    }
}
