package io.busbar.bus.outbox;

import io.busbar.bus.Subscriber;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Records failed attempts, each in a transaction of its own because the transaction of the attempt is rolled back. */
final class RetryScheduler {
    private static final Logger LOG = LoggerFactory.getLogger(RetryScheduler.class);

    private final Pool pool;
    private final OutboxSettings settings;
    private final OutboxMetrics metrics;

    RetryScheduler(Pool pool, OutboxSettings settings, OutboxMetrics metrics) {
        this.pool = pool;
        this.settings = settings;
        this.metrics = metrics;
    }

    /**
     * Schedules a retry, or moves the delivery to the dead letters after its last attempt. Returns the pause until the next attempt; zero
     * if there is none.
     */
    Future<Duration> recordFailure(
            Subscriber subscriber, DeliveryQueue queue, int partition, Delivery delivery, Throwable cause) {
        boolean lastAttempt = delivery.previousAttempts() + 1 >= subscriber.maxAttempts();
        Duration backoff = lastAttempt
                ? Duration.ZERO
                : RetryBackoff.after(subscriber.initialBackoff(), delivery.previousAttempts());
        String error = ErrorDescription.of(cause);
        log(subscriber, delivery, lastAttempt ? "moved to dead letters" : "retry in " + backoff, cause);
        metrics.recordDeliveries(
                subscriber.name(),
                lastAttempt ? OutboxMetrics.DeliveryOutcome.DEAD_LETTERED : OutboxMetrics.DeliveryOutcome.FAILED,
                1);
        return Transaction.begin(
                        pool, settings.connectionTimeout(), settings.handlerTimeout(), Transaction.IDLE_TIMEOUT)
                .compose(tx -> tx.commit(List.of(
                        lastAttempt
                                ? queue.deadLetter(tx, partition, delivery, error)
                                : queue.postpone(tx, partition, delivery, error, backoff))))
                .map(backoff);
    }

    private static void log(Subscriber subscriber, Delivery delivery, String consequence, Throwable cause) {
        LOG.warn(
                "{} failed to handle {} with key {} (ID {}, attempt {}); {}",
                subscriber.name(),
                delivery.type(),
                delivery.key(),
                delivery.messageId(),
                delivery.previousAttempts() + 1,
                consequence,
                cause);
    }
}
