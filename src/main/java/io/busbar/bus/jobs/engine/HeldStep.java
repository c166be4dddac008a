package io.busbar.bus.jobs.engine;

import java.time.Duration;

/** A step that runs on this node. */
final class HeldStep {
    private final LocalRunner<?> runner;
    private final ClaimedStep step;
    private volatile long leaseEndNanos;
    private volatile boolean lost;

    /**
     * Creates a step that was just claimed.
     *
     * @param sentNanos when the claim was sent, by {@link System#nanoTime}: the lease begins later, so it does not end before the local one
     */
    HeldStep(LocalRunner<?> runner, ClaimedStep step, long sentNanos, Duration lease) {
        this.runner = runner;
        this.step = step;
        this.leaseEndNanos = sentNanos + lease.toNanos();
    }

    LocalRunner<?> runner() {
        return runner;
    }

    ClaimedStep step() {
        return step;
    }

    /**
     * Returns whether the outcome of this step will be refused, or may be because its lease has ended and another node can claim it. It is
     * read on the context of the step.
     */
    boolean isLost() {
        return lost || System.nanoTime() - leaseEndNanos >= 0;
    }

    /** Extends the lease after a renewal that was sent at this time. */
    void renew(long sentNanos, Duration lease) {
        leaseEndNanos = sentNanos + lease.toNanos();
    }

    void markLost() {
        lost = true;
    }
}
