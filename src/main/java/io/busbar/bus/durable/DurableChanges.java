package io.busbar.bus.durable;

import io.busbar.bus.Caller;
import io.busbar.bus.Changes;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Operation;
import io.busbar.bus.Reply;
import io.busbar.bus.Tx;
import io.busbar.data.SqlErrorKind;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Changes, run again when that is safe and can help: after a collision with another transaction, and after the loss of a connection
 * when nothing can have been committed or a repetition would be recognised by its idempotency key. The work may therefore run several
 * times, and must have no effect but through its transaction.
 */
final class DurableChanges implements Changes {
    private static final int TRIES = 4;
    private static final int PAUSE_MILLIS = 20;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final Vertx vertx;
    private final Pool pool;
    private final DurableSettings settings;
    private final Consumer<Aftermath> committed;
    private final DurableLaneMetrics meters;

    DurableChanges(
            Vertx vertx,
            Pool pool,
            DurableSettings settings,
            Consumer<Aftermath> committed,
            DurableLaneMetrics meters) {
        this.vertx = vertx;
        this.pool = pool;
        this.settings = settings;
        this.committed = committed;
        this.meters = meters;
    }

    @Override
    public <T> Future<T> change(Caller caller, String action, Function<Tx, Future<T>> work) {
        return run(new Change<>(caller, action, work, Optional.empty())).map(Reply::answer);
    }

    @Override
    public <T> Future<Reply<T>> once(Caller caller, Operation<?, T> operation, Function<Tx, Future<T>> work) {
        Optional<Keyed<T>> keyed = Claim.of(caller, operation).map(claim -> new Keyed<>(claim, operation.answerType()));
        return run(new Change<>(caller, operation.name(), work, keyed));
    }

    private <T> Future<Reply<T>> run(Change<T> change) {
        long begun = System.nanoTime();
        return attempt(change, 1).onComplete(ended -> meters.change(change.action(), ended, System.nanoTime() - begun));
    }

    private <T> Future<Reply<T>> attempt(Change<T> change, int number) {
        Duration left = Duration.between(Instant.now(), change.caller().deadline());
        if (!left.isPositive()) {
            return Future.failedFuture(Failure.of(FailureCode.DEADLINE_EXCEEDED));
        }
        Duration wait = left.compareTo(settings.connectionWait()) < 0 ? left : settings.connectionWait();
        return Transaction.begin(pool, wait, left, Transaction.IDLE)
                .recover(cause -> Future.failedFuture(
                        change.caller().isLate() ? Failure.of(FailureCode.DEADLINE_EXCEEDED) : cause))
                .compose(tx -> change.runIn(tx, settings.claimWait(), committed))
                .recover(cause -> helps(change, cause) && number < TRIES
                        ? vertx.timer(pause(number), TimeUnit.MILLISECONDS)
                                .compose(fired -> attempt(change, number + 1))
                        : Future.failedFuture(failure(cause)));
    }

    private static boolean helps(Change<?> change, Throwable cause) {
        if (cause instanceof Transaction.InDoubt) {
            return change.keyed().isPresent();
        }
        SqlErrorKind kind = SqlErrorKind.of(cause);
        return kind == SqlErrorKind.COLLISION || kind == SqlErrorKind.LOST;
    }

    /** In the caller's terms; what is the work's own business stays as it is. */
    private static Throwable failure(Throwable cause) {
        if (cause instanceof Transaction.InDoubt) {
            return Failure.unavailable("The database went away; whether this was done is not known", RETRY_AFTER);
        }
        return switch (SqlErrorKind.of(cause)) {
            case COLLISION, LOST, EXHAUSTED ->
                Failure.unavailable("The database is busy or not reachable right now", RETRY_AFTER);
            case SLOW -> Failure.of(FailureCode.DEADLINE_EXCEEDED);
            case LOCKED, OTHER -> cause;
        };
    }

    /** Doubles, with jitter so that those who collided do not meet again. */
    private static long pause(int number) {
        long most = (long) PAUSE_MILLIS << number;
        return ThreadLocalRandom.current().nextLong(most / 2, most);
    }
}
