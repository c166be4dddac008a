package io.busbar.bus.outbox;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fires timers at the moment they are due. It knows when the earliest one is due from its last look into the database and from the changes
 * of this node, and looks again after the poll interval at the latest. All delays are computed by the database, so the clocks of the nodes
 * do not matter.
 */
final class TimerScheduler {
    private static final Logger LOG = LoggerFactory.getLogger(TimerScheduler.class);

    /** A look that takes longer is abandoned. */
    private static final long FIRE_TIMEOUT_SECONDS = 30;

    /** The first pause before a due timer that another transaction has locked is tried again; it doubles up to the poll interval. */
    private static final Duration LOCKED_BACKOFF = Duration.ofMillis(2);

    private final Vertx vertx;
    private final Supplier<Future<Optional<Duration>>> fireDue;
    private final Duration pollInterval;
    private final Promise<Void> stopped = Promise.promise();
    private boolean stopping;
    private boolean firing;
    private int lockedInARow;
    private long wakeNanos;
    private @Nullable Long timerId;

    /**
     * Creates a scheduler, which does nothing until it is woken.
     *
     * @param fireDue fires all due timers and returns the time until the next one is due, which is negative if another transaction has
     *     locked it; empty if there is none
     */
    TimerScheduler(Vertx vertx, Supplier<Future<Optional<Duration>>> fireDue, Duration pollInterval) {
        this.vertx = vertx;
        this.fireDue = fireDue;
        this.pollInterval = pollInterval;
    }

    /** Returns the time in the column {@code seconds} of the only row; empty if it is null. */
    static Optional<Duration> delay(RowSet<Row> rows) {
        return Optional.ofNullable(rows.iterator().next().getDouble("seconds"))
                .map(seconds -> Duration.ofNanos((long) (seconds * 1e9)));
    }

    /** Fires after this delay at the latest. */
    synchronized void wakeIn(Duration delay) {
        if (stopping) {
            return;
        }
        boolean idle = !firing && timerId == null;
        if (idle) {
            wakeNanos = System.nanoTime() + pollInterval.toNanos();
        }
        boolean earlier = bringForward(delay);
        if (!firing && (idle || earlier)) {
            schedule();
        }
    }

    /** Stops and completes when a running look has ended. */
    synchronized Future<Void> stop() {
        stopping = true;
        cancel();
        if (!firing) {
            stopped.tryComplete();
        }
        return stopped.future();
    }

    private boolean bringForward(Duration delay) {
        if (delay.compareTo(pollInterval) >= 0) {
            return false;
        }
        long wake = System.nanoTime() + delay.toNanos();
        boolean earlier = wake - wakeNanos < 0;
        if (earlier) {
            wakeNanos = wake;
        }
        return earlier;
    }

    private void schedule() {
        cancel();
        long delayMillis = Math.ceilDiv(wakeNanos - System.nanoTime(), 1_000_000L);
        if (delayMillis <= 0) {
            fire();
        } else {
            timerId = vertx.setTimer(delayMillis, ended -> fire());
        }
    }

    private void cancel() {
        if (timerId != null) {
            vertx.cancelTimer(timerId);
            timerId = null;
        }
    }

    private synchronized void fire() {
        if (stopping || firing) {
            return;
        }
        cancel();
        firing = true;
        wakeNanos = System.nanoTime() + pollInterval.toNanos();
        fireDue.get().timeout(FIRE_TIMEOUT_SECONDS, TimeUnit.SECONDS).onComplete(this::scheduleNext);
    }

    private synchronized void scheduleNext(AsyncResult<Optional<Duration>> fired) {
        firing = false;
        if (stopping) {
            stopped.tryComplete();
            return;
        }
        if (fired.succeeded()) {
            Duration untilNext = fired.result().orElse(pollInterval);
            lockedInARow = untilNext.isPositive() ? 0 : lockedInARow + 1;
            bringForward(untilNext.isPositive() ? untilNext : lockedBackoff());
        } else {
            LOG.debug("Timers could not be fired; the next poll tries again", fired.cause());
        }
        schedule();
    }

    private Duration lockedBackoff() {
        return LOCKED_BACKOFF.multipliedBy(1L << Math.min(lockedInARow, 20));
    }
}
