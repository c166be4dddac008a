package io.busbar.bus.outbox;

import java.time.Duration;

/** Builds settings that differ from the defaults in what a test names. */
final class OutboxSettingsBuilder {
    private final OutboxSettings usual = OutboxSettings.defaults();
    private int workers = usual.workers();
    private Duration pollInterval = usual.pollInterval();
    private Duration handlerTimeout = usual.handlerTimeout();
    private Duration idempotencyLockTimeout = usual.idempotencyLockTimeout();
    private LeaseSettings leases = usual.leases();

    OutboxSettingsBuilder workers(int count) {
        workers = count;
        return this;
    }

    OutboxSettingsBuilder pollInterval(Duration interval) {
        pollInterval = interval;
        return this;
    }

    /** Sets a poll interval so long that a node polls only at its start. */
    OutboxSettingsBuilder withoutPoll() {
        return pollInterval(Duration.ofHours(1));
    }

    OutboxSettingsBuilder handlerTimeout(Duration timeout) {
        handlerTimeout = timeout;
        return this;
    }

    OutboxSettingsBuilder idempotencyLockTimeout(Duration timeout) {
        idempotencyLockTimeout = timeout;
        return this;
    }

    /** Sets how long a node that stops waits for external calls. */
    OutboxSettingsBuilder drainTimeout(Duration timeout) {
        leases = new LeaseSettings(leases.duration(), leases.renewInterval(), timeout);
        return this;
    }

    OutboxSettings build() {
        return new OutboxSettings(
                workers,
                usual.batchSize(),
                pollInterval,
                handlerTimeout,
                usual.connectionTimeout(),
                idempotencyLockTimeout,
                usual.cleanupInterval(),
                leases);
    }
}
