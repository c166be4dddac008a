package io.busbar.bus.durable;

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

/** Failed attempts: counted in a transaction of their own, for the attempt's is undone. */
final class RetryScheduler {
    private static final Logger LOG = LoggerFactory.getLogger(RetryScheduler.class);
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final int LONGEST_ERROR = 500;

    private final Pool pool;
    private final DurableSettings settings;
    private final DurableLaneMetrics meters;

    RetryScheduler(Pool pool, DurableSettings settings, DurableLaneMetrics meters) {
        this.pool = pool;
        this.settings = settings;
        this.meters = meters;
    }

    /** Puts the delivery off, or makes it a dead letter after its last attempt. The pause until the next attempt; zero for none. */
    Future<Duration> record(Subscriber subscriber, DeliveryQueue queue, int slot, Delivery delivery, Throwable cause) {
        boolean last = delivery.attempts() + 1 >= subscriber.attempts();
        Duration pause = last ? Duration.ZERO : pause(subscriber, delivery.attempts());
        String error = describe(cause);
        LOG.warn(
                "{} failed on {} of {} (event {}, attempt {}); {}",
                subscriber.name(),
                delivery.type(),
                delivery.key(),
                delivery.event(),
                delivery.attempts() + 1,
                last ? "a dead letter now" : "again in " + pause,
                cause);
        meters.delivered(
                subscriber.name(), last ? DurableLaneMetrics.Delivered.DEAD : DurableLaneMetrics.Delivered.FAILED, 1);
        return Transaction.begin(pool, settings.connectionWait(), settings.effectLimit(), Transaction.IDLE)
                .compose(tx -> tx.commit(List.of(
                        last
                                ? queue.bury(tx, slot, delivery, error)
                                : queue.postpone(tx, slot, delivery, error, pause))))
                .map(pause);
    }

    /** Doubles with each attempt, less up to a fifth of it so that what failed together does not come back together. */
    static Duration pause(Subscriber subscriber, int attempts) {
        long first = subscriber.firstPause().toMillis();
        long doubled = attempts < 30 ? first << attempts : Long.MAX_VALUE;
        long most = doubled <= 0 || doubled > LONGEST.toMillis() ? LONGEST.toMillis() : doubled;
        return Duration.ofMillis(most - ThreadLocalRandom.current().nextLong(most / 5 + 1));
    }

    /** What failed and where, without the texts of exceptions: those may repeat what was sent, and stand in the log. */
    static String describe(Throwable cause) {
        String text = switch (cause) {
            case Failure failure -> failure.code() + ": " + failure.text();
            case PgException postgres ->
                "SQLSTATE " + postgres.getSqlState()
                        + (postgres.getConstraint() == null ? "" : " " + postgres.getConstraint());
            default -> cause.getClass().getName() + where(cause);
        };
        return text.length() > LONGEST_ERROR ? text.substring(0, LONGEST_ERROR) : text;
    }

    private static String where(Throwable cause) {
        for (StackTraceElement frame : cause.getStackTrace()) {
            if (frame.getClassName().startsWith("io.busbar.")) {
                return " at " + frame;
            }
        }
        return "";
    }
}
