package io.busbar.bus.durable;

import io.busbar.bus.Caller;
import io.busbar.bus.Failure;
import io.busbar.bus.Subscriber;
import io.busbar.data.SqlErrorKind;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a worker does in one transaction: takes the oldest deliveries of one slot, applies the subscriber's effects in their order and
 * removes them, all or nothing.
 */
final class DeliveryBatch {
    /** After this long it commits what it has done, so that a node that leaves need not wait for the rest. */
    private static final Duration LONGEST = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(DeliveryBatch.class);

    private final Subscriber subscriber;
    private final DeliveryQueue queue;
    private final Pool pool;
    private final DurableSettings settings;
    private final Consumer<Aftermath> committed;
    private final RetryScheduler setbacks;
    private final DurableLaneMetrics meters;

    /** How it went, for what the worker does next. */
    sealed interface Ended {}

    /** Another node works on the slot. */
    record Busy() implements Ended {}

    /** All that was taken is done; {@code more} when there may be more. */
    record Done(int count, boolean more) implements Ended {}

    /** Several were taken, one failed, nothing happened: each of these has to run alone. */
    record Spoiled(int count) implements Ended {}

    /** One ran alone and failed; it is due again after the pause, or dead if that is zero. */
    record Failed(Duration pause) implements Ended {}

    /** No database. */
    record Away() implements Ended {}

    DeliveryBatch(
            Subscriber subscriber,
            Pool pool,
            DurableSettings settings,
            Consumer<Aftermath> committed,
            RetryScheduler setbacks,
            DurableLaneMetrics meters) {
        this.subscriber = subscriber;
        this.queue = new DeliveryQueue(subscriber.name(), settings.batch());
        this.pool = pool;
        this.settings = settings;
        this.committed = committed;
        this.setbacks = setbacks;
        this.meters = meters;
    }

    /** Runs one; never fails. */
    Future<Ended> run(int slot, boolean alone) {
        boolean one = alone || subscriber.isOutside();
        return Transaction.begin(pool, settings.connectionWait(), settings.effectLimit(), idle())
                .compose(tx -> queue.pull(tx, slot, one)
                        .compose(pulled -> pulled.isEmpty()
                                ? tx.rollback().map(undone -> (Ended) new Busy())
                                : work(tx, slot, one, pulled.get()))
                        .recover(cause -> tx.rollback().transform(undone -> Future.failedFuture(cause))))
                .otherwise(this::away);
    }

    private Ended away(Throwable cause) {
        if (!(cause instanceof Failure) && SqlErrorKind.of(cause) == SqlErrorKind.OTHER) {
            LOG.error("{} gets no deliveries", subscriber.name(), cause);
        }
        return new Away();
    }

    /** Mail servers take their time while the transaction waits. */
    private Duration idle() {
        return subscriber.isOutside() ? settings.effectLimit() : Transaction.IDLE;
    }

    private Future<Ended> work(Transaction tx, int slot, boolean one, List<Delivery> pulled) {
        if (pulled.isEmpty()) {
            return tx.rollback().map(undone -> new Done(0, false));
        }
        List<Delivery> taken = one ? pulled : together(pulled);
        Applied applied = new Applied(taken);
        return effects(tx, slot, applied)
                .<Ended>map(done -> {
                    meters.delivered(subscriber.name(), DurableLaneMetrics.Delivered.DONE, applied.count());
                    boolean all = applied.count() == pulled.size() && pulled.size() < (one ? 1 : settings.batch());
                    return new Done(applied.count(), !all);
                })
                .recover(cause -> tx.rollback()
                        .transform(undone -> taken.size() > 1
                                ? Future.succeededFuture(new Spoiled(taken.size()))
                                : setbacks.record(subscriber, queue, slot, taken.getFirst(), cause)
                                        .map(Failed::new)));
    }

    /** One that failed before runs alone, so that it cannot spoil the others again. */
    private static List<Delivery> together(List<Delivery> pulled) {
        int fresh = 0;
        while (fresh < pulled.size() && pulled.get(fresh).attempts() == 0) {
            fresh++;
        }
        return pulled.subList(0, Math.max(1, fresh));
    }

    /** How far it has come, what was announced on the way, and what else goes with the commit. */
    private static final class Applied {
        private final long begun = System.nanoTime();
        private final Outbox announced = new Outbox();
        private final List<Future<?>> flight = new ArrayList<>();
        private final List<Delivery> taken;
        private int count;

        Applied(List<Delivery> taken) {
            this.taken = taken;
        }

        boolean isEnough() {
            return count == taken.size() || System.nanoTime() - begun > LONGEST.toNanos();
        }

        int count() {
            return count;
        }
    }

    private Future<Void> effects(Transaction tx, int slot, Applied applied) {
        return each(tx, applied).compose(done -> {
            Aftermath aftermath = new Aftermath();
            applied.flight.add(queue.remove(tx, slot, applied.taken.subList(0, applied.count)));
            applied.announced.write(tx, applied.flight, aftermath);
            return tx.commit(applied.flight).onSuccess(end -> committed.accept(aftermath));
        });
    }

    private Future<Void> each(Transaction tx, Applied applied) {
        ChangeTx handle = new ChangeTx(tx, applied.announced);
        return applied.taken
                .get(applied.count)
                .perform(subscriber, handle)
                .timeout(settings.effectLimit().toMillis(), TimeUnit.MILLISECONDS)
                .onFailure(cause -> handle.end())
                .compose(effect -> handle.end())
                .compose(subjects -> {
                    if (!subjects.isEmpty()) {
                        Caller caller = Caller.program(subscriber.name(), settings.effectLimit());
                        applied.flight.add(Audit.write(tx, caller, subscriber.name(), subjects));
                    }
                    applied.count++;
                    return applied.isEnough() ? Future.succeededFuture() : each(tx, applied);
                });
    }
}
