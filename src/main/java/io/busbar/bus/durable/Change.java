package io.busbar.bus.durable;

import io.busbar.bus.Caller;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Reply;
import io.busbar.bus.Tx;
import io.busbar.bus.json.Json;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One change, as it runs in one transaction.
 *
 * <p>Round trips: BEGIN goes with the first statement of the work; events, deliveries, timers, the audit row, the stored answer and
 * COMMIT go together after it. A change of one statement takes two, whatever it announces; a keyed one takes one more, for its work
 * must not begin before the key is known to be free.
 *
 * @param <T> its result
 */
record Change<T>(Caller caller, String action, Function<Tx, Future<T>> work, Optional<Keyed<T>> keyed) {

    /** Runs it to the end of the transaction; {@code committed} hears of what there is to deliver. */
    Future<Reply<T>> runIn(Transaction tx, Duration claimWait, Consumer<Aftermath> committed) {
        return inTime(claimed(tx, claimWait))
                .compose(stored -> stored.isPresent()
                        ? tx.rollback().map(undone -> new Reply<>(stored.get(), true))
                        : worked(tx, committed).map(answer -> new Reply<>(answer, false)))
                .recover(cause -> undone(tx, cause));
    }

    /** Who is late does not wait for the rollback too: a database that hangs would keep it for as long. */
    private Future<Reply<T>> undone(Transaction tx, Throwable cause) {
        Future<Void> rolledBack = tx.rollback();
        return caller.isLate()
                ? Future.failedFuture(cause)
                : rolledBack.transform(done -> Future.failedFuture(done.failed() ? lost(cause, done.cause()) : cause));
    }

    private Future<Optional<T>> claimed(Transaction tx, Duration wait) {
        return keyed.map(key -> key.claim().take(tx, wait).map(stored -> stored.map(key::read)))
                .orElseGet(() -> Future.succeededFuture(Optional.empty()));
    }

    private Future<T> worked(Transaction tx, Consumer<Aftermath> committed) {
        Outbox announced = new Outbox();
        ChangeTx handle = new ChangeTx(tx, announced);
        return inTime(begin(handle))
                .compose(answer -> inTime(handle.end()).compose(subjects -> {
                    if (caller.isLate()) {
                        return Future.failedFuture(Failure.of(FailureCode.DEADLINE_EXCEEDED));
                    }
                    Aftermath aftermath = new Aftermath();
                    List<Future<?>> flight = new ArrayList<>();
                    keyed.ifPresent(key -> flight.add(key.claim().keep(tx, Json.string(answer))));
                    announced.write(tx, flight, aftermath);
                    flight.add(Audit.write(tx, caller, action, subjects));
                    return tx.commit(flight).map(done -> {
                        committed.accept(aftermath);
                        return answer;
                    });
                }))
                .onFailure(cause -> handle.end());
    }

    private Future<T> begin(ChangeTx handle) {
        try {
            return work.apply(handle);
        } catch (Throwable thrown) {
            return Future.failedFuture(thrown);
        }
    }

    private <R> Future<R> inTime(Future<R> future) {
        long left = Duration.between(Instant.now(), caller.deadline()).toMillis();
        return future.timeout(Math.max(1, left), TimeUnit.MILLISECONDS)
                .recover(cause -> Future.failedFuture(
                        cause instanceof TimeoutException ? Failure.of(FailureCode.DEADLINE_EXCEEDED) : cause));
    }

    /** A connection that cannot even roll back is gone, whatever the work made of it. */
    private static Throwable lost(Throwable cause, Throwable rollback) {
        return cause instanceof Failure || cause instanceof Transaction.InDoubt ? cause : rollback;
    }
}
