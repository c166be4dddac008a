package io.busbar.auth;

import io.busbar.bus.Caller;
import io.busbar.bus.Changes;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Tx;
import io.busbar.data.KeyedHash;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Slows guessing down, over all nodes together. An attempt is counted as failed before it is made, so that any number of parallel ones
 * is no more than a row of them; who succeeds gets it back. After the free failures of a {@link Bucket} each further one locks it, for
 * 30 s at first and twice as long each time up to an hour. A day without failure is a fresh start.
 */
final class Throttle {
    private static final Duration GIVING_BACK = Duration.ofSeconds(5);

    private final Changes changes;
    private final ThrottleStore store;
    private final KeyedHash names;

    /** An attempt that was counted. */
    record Attempt(List<Bucket> buckets) {
        Attempt {
            buckets = List.copyOf(buckets);
        }
    }

    Throttle(Changes changes, ThrottleStore store, String secret) {
        this.changes = changes;
        this.store = store;
        this.names = new KeyedHash(secret, "throttle/v1");
    }

    /** Counts an attempt in a change of its own; else as {@link #reserve(Tx, List)}. */
    Future<Attempt> reserve(Caller caller, List<Bucket> buckets) {
        return changes.change(caller, "auth.attempt", tx -> reserve(tx, buckets));
    }

    /** Counts an attempt. Fails with TOO_MANY_ATTEMPTS and the time to wait when one of the buckets is locked, and counts in none then. */
    Future<Attempt> reserve(Tx tx, List<Bucket> buckets) {
        List<Buffer> keys = buckets.stream().map(this::key).toList();
        return store.take(tx, keys, buckets.stream().map(Bucket::free).toList())
                .compose(taken -> taken
                        ? Future.succeededFuture(new Attempt(buckets))
                        : store.locked(tx, keys)
                                .compose(wait -> Future.failedFuture(new Failure(
                                        FailureCode.TOO_MANY_ATTEMPTS,
                                        FailureCode.TOO_MANY_ATTEMPTS.text(),
                                        Map.of(),
                                        List.of(),
                                        wait))));
    }

    /**
     * What comes of an attempt. When that is no verdict on it, as when there is no room to hash or the database is away, the attempt was
     * none either.
     *
     * @param undo goes with giving it back
     */
    <T> Future<T> judged(Attempt attempt, Supplier<Future<T>> judgement, Function<Tx, Future<?>> undo) {
        return Future.succeededFuture().compose(started -> judgement.get()).recover(cause -> {
            Future<T> failed = Future.failedFuture(cause);
            return isVerdict(cause)
                    ? failed
                    : changes.change(
                                    Caller.program("auth.attempt", GIVING_BACK),
                                    "auth.attempt.void",
                                    tx -> undo.apply(tx).compose(undone -> store.undo(tx, all(attempt))))
                            .transform(done -> failed);
        });
    }

    <T> Future<T> judged(Attempt attempt, Supplier<Future<T>> judgement) {
        return judged(attempt, judgement, tx -> Future.succeededFuture());
    }

    private static boolean isVerdict(Throwable cause) {
        return cause instanceof Failure failure
                && switch (failure.code()) {
                    case INVALID_CREDENTIALS, UNAUTHORIZED, ACCOUNT_SUSPENDED, PROOF_REQUIRED, FORBIDDEN -> true;
                    default -> false;
                };
    }

    private List<Buffer> all(Attempt attempt) {
        return attempt.buckets().stream().map(this::key).toList();
    }

    /** Says in the change of its success that an attempt was none. */
    Future<?> succeeded(Tx tx, Attempt attempt) {
        return store.giveBack(tx, keys(attempt, false), keys(attempt, true));
    }

    private List<Buffer> keys(Attempt attempt, boolean shared) {
        return attempt.buckets().stream()
                .filter(bucket -> bucket.shared() == shared)
                .map(this::key)
                .toList();
    }

    private Buffer key(Bucket bucket) {
        return Buffer.buffer(names.of(bucket.name().getBytes(StandardCharsets.UTF_8)));
    }
}
