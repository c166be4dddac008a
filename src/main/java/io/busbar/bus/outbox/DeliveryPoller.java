package io.busbar.bus.outbox;

import io.busbar.data.Database;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks regularly for deliveries that are due and that no notification reached this node for: retries, and the deliveries of a lost node.
 * It continues while the database is not reachable, and logs that once.
 */
final class DeliveryPoller {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryPoller.class);

    /** A poll that takes longer is abandoned; the next one may use another connection. */
    private static final long POLL_TIMEOUT_SECONDS = 30;

    /**
     * Steps from partition to partition along the primary key (a loose index scan), so that its cost does not depend on the number of
     * deliveries in each.
     */
    private static final String FIND_DUE_PARTITIONS = """
        select s.subscriber, found.partition
        from unnest($1::text[]) as s (subscriber), lateral (
          with recursive step as (
            (select partition from bus.delivery where subscriber = s.subscriber and (attempts = 0 or due_at <= now()) order by partition limit 1)
            union all
            select (select d.partition from bus.delivery as d
                    where d.subscriber = s.subscriber and d.partition > step.partition and (d.attempts = 0 or d.due_at <= now())
                    order by d.partition limit 1)
            from step where step.partition is not null)
          select partition from step where partition is not null) as found""";

    private final Vertx vertx;
    private final Database database;
    private final Duration interval;
    private final Supplier<Collection<String>> subscribers;
    private final Consumer<PostCommit> wakeWorkers;
    private final Promise<Void> stopped = Promise.promise();
    private boolean stopping;
    private boolean polling;
    private boolean databaseDown;
    private long timerId;

    DeliveryPoller(
            Vertx vertx,
            Database database,
            Duration interval,
            Supplier<Collection<String>> subscribers,
            Consumer<PostCommit> wakeWorkers) {
        this.vertx = vertx;
        this.database = database;
        this.interval = interval;
        this.subscribers = subscribers;
        this.wakeWorkers = wakeWorkers;
    }

    /** Polls now, unless a poll is running, and schedules the next poll. */
    synchronized void poll() {
        if (stopping || polling) {
            return;
        }
        polling = true;
        vertx.cancelTimer(timerId);
        findDue(subscribers.get())
                .timeout(POLL_TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .onComplete(polled -> {
                    logTransition(polled);
                    scheduleNext(polled.failed());
                });
    }

    /** Wakes the workers of these subscribers for the partitions that have due deliveries. */
    Future<Void> findDue(Collection<String> names) {
        if (names.isEmpty()) {
            return Future.succeededFuture();
        }
        return database.query(FIND_DUE_PARTITIONS, Tuple.of(names.toArray(String[]::new)))
                .map(rows -> {
                    PostCommit postCommit = new PostCommit();
                    postCommit.addDeliveries(rows);
                    wakeWorkers.accept(postCommit);
                    return null;
                });
    }

    synchronized Future<Void> stop() {
        stopping = true;
        vertx.cancelTimer(timerId);
        if (!polling) {
            stopped.tryComplete();
        }
        return stopped.future();
    }

    private void logTransition(AsyncResult<Void> polled) {
        if (polled.failed() && !databaseDown) {
            LOG.warn("The database is not reachable; deliveries are delayed", polled.cause());
        } else if (polled.succeeded() && databaseDown) {
            LOG.info("The database is reachable again");
        }
    }

    private synchronized void scheduleNext(boolean failed) {
        databaseDown = failed;
        polling = false;
        if (stopping) {
            stopped.tryComplete();
            return;
        }
        long intervalMillis = interval.toMillis();
        // Up to a tenth shorter at random, so that the nodes do not all poll at the same moment.
        timerId = vertx.setTimer(
                Math.max(1, intervalMillis - ThreadLocalRandom.current().nextLong(intervalMillis / 10 + 1)),
                now -> poll());
    }
}
