package io.busbar.bus.outbox.delivery;

import io.busbar.bus.events.EventSubscriber;
import io.busbar.bus.events.RedeliveryPolicy;
import io.busbar.bus.outbox.ErrorDescription;
import io.busbar.bus.outbox.OutboxMetrics;
import io.busbar.bus.outbox.OutboxSettings;
import io.busbar.bus.outbox.RetryBackoff;
import io.busbar.bus.outbox.Transaction;
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
     *
     * @param deliveries where the failure is stored
     */
    Future<Duration> recordFailure(
            EventSubscriber subscriber, Delivery delivery, Throwable cause, FailedDeliveries deliveries) {
        RedeliveryPolicy redeliveryPolicy = subscriber.redeliveryPolicy();
        boolean lastAttempt = delivery.previousAttempts() + 1 >= redeliveryPolicy.maxAttempts();
        Duration backoff = lastAttempt
                ? Duration.ZERO
                : RetryBackoff.after(redeliveryPolicy.initialBackoff(), delivery.previousAttempts());
        String error = ErrorDescription.of(cause);
        return Transaction.begin(pool, settings)
                .compose(tx -> tx.commit(List.of(
                        lastAttempt
                                ? deliveries.deadLetter(tx, delivery, error)
                                : deliveries.postpone(tx, delivery, error, backoff))))
                .onSuccess(stored -> {
                    log(subscriber, delivery, lastAttempt ? "moved to dead letters" : "retry in " + backoff, cause);
                    metrics.recordDeliveries(
                            subscriber.name(),
                            lastAttempt
                                    ? OutboxMetrics.DeliveryOutcome.DEAD_LETTERED
                                    : OutboxMetrics.DeliveryOutcome.FAILED,
                            1);
                })
                .map(backoff);
    }

    private static void log(EventSubscriber subscriber, Delivery delivery, String consequence, Throwable cause) {
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
