package io.busbar.bus.outbox;

import io.busbar.bus.Failure;
import io.busbar.bus.Subscriber;
import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Records failed attempts, each in a transaction of its own because the transaction of the attempt is rolled back. */
final class RetryScheduler {
    private static final Logger LOG = LoggerFactory.getLogger(RetryScheduler.class);
    private static final Duration MAX_BACKOFF = Duration.ofHours(1);
    private static final int MAX_ERROR_LENGTH = 500;

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
        Duration backoff = lastAttempt ? Duration.ZERO : backoff(subscriber, delivery.previousAttempts());
        String error = describe(cause);
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
                "{} failed to handle {} with key {} (event {}, attempt {}); {}",
                subscriber.name(),
                delivery.type(),
                delivery.key(),
                delivery.eventId(),
                delivery.previousAttempts() + 1,
                consequence,
                cause);
    }

    /**
     * Returns the pause after an attempt. It doubles with each attempt and is shortened by up to a fifth at random, so that deliveries that
     * failed together are not retried together.
     */
    static Duration backoff(Subscriber subscriber, int previousAttempts) {
        long initialMillis = subscriber.initialBackoff().toMillis();
        long doubledMillis = previousAttempts < 30 ? initialMillis << previousAttempts : Long.MAX_VALUE;
        long boundedMillis =
                doubledMillis <= 0 || doubledMillis > MAX_BACKOFF.toMillis() ? MAX_BACKOFF.toMillis() : doubledMillis;
        return Duration.ofMillis(boundedMillis - ThreadLocalRandom.current().nextLong(boundedMillis / 5 + 1));
    }

    /** Describes the error without exception messages, which may contain personal data and are in the log. */
    static String describe(Throwable cause) {
        String text = switch (cause) {
            case Failure failure -> failure.code() + ": " + failure.message();
            case PgException postgres ->
                "SQLSTATE " + postgres.getSqlState()
                        + (postgres.getConstraint() == null ? "" : " " + postgres.getConstraint());
            default -> cause.getClass().getName() + location(cause);
        };
        return text.length() > MAX_ERROR_LENGTH ? text.substring(0, MAX_ERROR_LENGTH) : text;
    }

    private static String location(Throwable cause) {
        for (StackTraceElement frame : cause.getStackTrace()) {
            if (frame.getClassName().startsWith("io.busbar.")) {
                return " at " + frame;
            }
        }
        return "";
    }
}
