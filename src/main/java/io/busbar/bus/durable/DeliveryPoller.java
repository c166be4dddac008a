package io.busbar.bus.durable;

import io.busbar.data.Database;
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
 * Looks regularly for what no signal told this node of: deliveries due again, due timers, what a lost node has left behind. Goes on
 * when the database is away, and says once that it is.
 */
final class DeliveryPoller {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryPoller.class);

    /** After this long without an answer it looks again, on another connection perhaps. */
    private static final long PATIENCE_SECONDS = 30;

    /** Steps from slot to slot along the primary key, however many deliveries wait in each. */
    private static final String WAITING = """
        select s.subscriber, found.slot
        from unnest($1::text[]) as s (subscriber), lateral (
          with recursive step as (
            (select slot from bus.delivery where subscriber = s.subscriber and (attempts = 0 or due <= now()) order by slot limit 1)
            union all
            select (select d.slot from bus.delivery as d
                    where d.subscriber = s.subscriber and d.slot > step.slot and (d.attempts = 0 or d.due <= now())
                    order by d.slot limit 1)
            from step where step.slot is not null)
          select slot from step where slot is not null) as found""";

    private final Vertx vertx;
    private final Database database;
    private final Timers timers;
    private final Duration period;
    private final Supplier<Collection<String>> subscribers;
    private final Consumer<Aftermath> found;
    private final Promise<Void> stopped = Promise.promise();
    private boolean stopping;
    private boolean looking;
    private boolean away;
    private long timer;

    DeliveryPoller(
            Vertx vertx,
            Database database,
            Timers timers,
            Duration period,
            Supplier<Collection<String>> subscribers,
            Consumer<Aftermath> found) {
        this.vertx = vertx;
        this.database = database;
        this.timers = timers;
        this.period = period;
        this.subscribers = subscribers;
        this.found = found;
    }

    /** Looks now, unless it is looking, and from then on regularly. */
    synchronized void look() {
        if (stopping || looking) {
            return;
        }
        looking = true;
        vertx.cancelTimer(timer);
        timers.fire()
                .compose(fired -> waiting())
                .timeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .onComplete(looked -> {
                    if (looked.failed() && !away) {
                        LOG.warn("The database does not answer; deliveries wait", looked.cause());
                    } else if (looked.succeeded() && away) {
                        LOG.info("The database answers again");
                    }
                    again(looked.failed());
                });
    }

    /** Looks for what waits for these subscribers. */
    Future<Void> waiting(Collection<String> names) {
        if (names.isEmpty()) {
            return Future.succeededFuture();
        }
        return database.query(WAITING, Tuple.of(names.toArray(String[]::new))).map(rows -> {
            Aftermath aftermath = new Aftermath();
            aftermath.add(rows);
            found.accept(aftermath);
            return null;
        });
    }

    synchronized Future<Void> stop() {
        stopping = true;
        vertx.cancelTimer(timer);
        if (!looking) {
            stopped.tryComplete();
        }
        return stopped.future();
    }

    private Future<Void> waiting() {
        return waiting(subscribers.get());
    }

    private synchronized void again(boolean failed) {
        away = failed;
        looking = false;
        if (stopping) {
            stopped.tryComplete();
            return;
        }
        long millis = period.toMillis();
        timer = vertx.setTimer(
                Math.max(1, millis - ThreadLocalRandom.current().nextLong(millis / 10 + 1)), now -> look());
    }
}
