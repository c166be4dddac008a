package io.busbar.bus.concurrent;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what this node has read from the database current: it polls every 100 ms, and the result of a poll is current for 250 ms after its
 * start. If it is older, as after a pause of the process or while the database is not reachable, {@link #awaitCurrent} waits for a new
 * poll, which all callers share. So a caller who waits never sees a state that was older than 250 ms at the time of its call. This class
 * is thread-safe.
 */
public final class FreshPoll {
    private static final Logger LOG = LoggerFactory.getLogger(FreshPoll.class);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(100);
    private static final Duration MAX_STALENESS = Duration.ofMillis(250);

    /** A poll that takes longer is abandoned, so that the next one can start. */
    public static final Duration POLL_TIMEOUT = Duration.ofSeconds(1);

    /** The maximum number of polls for which a caller waits. */
    private static final int MAX_POLL_ATTEMPTS = 3;

    private final Vertx vertx;
    private final String name;
    private final Supplier<Future<Void>> read;
    private final AtomicBoolean polling = new AtomicBoolean();
    /** The start of the newest successful poll: what was committed before it is known. */
    private volatile long currentAsOf = System.nanoTime() - MAX_STALENESS.toNanos() - 1;

    private long newestPollStartedAt;
    private Future<Void> newestPoll = Future.succeededFuture();

    /**
     * Creates a poll that does not run yet.
     *
     * @param name what is read, for the log
     * @param read reads and applies what was committed since the last time; several reads may run at once
     */
    public FreshPoll(Vertx vertx, String name, Supplier<Future<Void>> read) {
        this.vertx = vertx;
        this.name = name;
        this.read = read;
    }

    /** Polls once, however long that takes, then at every interval. */
    public Future<Void> start() {
        long startedAt = System.nanoTime();
        return readSafely().onSuccess(done -> {
            advanceCurrentAsOf(startedAt);
            vertx.setPeriodic(POLL_INTERVAL.toMillis(), tick -> pollIfIdle());
        });
    }

    /** Returns whether everything that was committed 250 ms ago is known. */
    public boolean isCurrent() {
        return System.nanoTime() - currentAsOf <= MAX_STALENESS.toNanos();
    }

    /**
     * Completes at once if the last poll is current, else after a new one. Polls again after a timeout, because the database may be busy
     * for a moment; fails at once if it is not reachable.
     */
    public Future<Void> awaitCurrent() {
        return isCurrent() ? Future.succeededFuture() : refresh(MAX_POLL_ATTEMPTS);
    }

    private Future<Void> refresh(int attempts) {
        return refresh()
                .recover(cause -> cause instanceof TimeoutException && attempts > 1
                        ? refresh(attempts - 1)
                        : Future.failedFuture(cause));
    }

    /** Completes after a new poll, shared by all callers; one that has just begun counts as new. */
    public synchronized Future<Void> refresh() {
        long now = System.nanoTime();
        if (newestPoll.isComplete() || now - newestPollStartedAt > MAX_STALENESS.toNanos()) {
            newestPollStartedAt = now;
            newestPoll = poll();
        }
        return newestPoll;
    }

    private void pollIfIdle() {
        if (polling.compareAndSet(false, true)) {
            poll().onFailure(cause -> LOG.debug("Reading {} failed", name, cause))
                    .onComplete(done -> polling.set(false));
        }
    }

    private Future<Void> poll() {
        long startedAt = System.nanoTime();
        return readSafely()
                .timeout(POLL_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .onSuccess(done -> advanceCurrentAsOf(startedAt));
    }

    private Future<Void> readSafely() {
        try {
            return read.get();
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    /** Advances the time as of which the state is current, never back: polls may complete in a different order than they started. */
    private synchronized void advanceCurrentAsOf(long startedAt) {
        if (startedAt - currentAsOf > 0) {
            currentAsOf = startedAt;
        }
    }
}
