package io.busbar.services.auth.throttle;

import io.busbar.bus.Changes;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.RequestContext;
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
public final class Throttle {
    private static final Duration REFUND_TIMEOUT = Duration.ofSeconds(5);

    private final Changes changes;
    private final ThrottleStore store;
    private final KeyedHash bucketHash;

    /** An attempt that was counted. */
    public record Attempt(List<Bucket> buckets) {
        public Attempt {
            buckets = List.copyOf(buckets);
        }
    }

    public Throttle(Changes changes, ThrottleStore store, String secret) {
        this.changes = changes;
        this.store = store;
        this.bucketHash = new KeyedHash(secret, "throttle/v1");
    }

    /** Counts an attempt in a change of its own; else as {@link #reserve(Tx, List)}. */
    public Future<Attempt> reserve(RequestContext requestContext, List<Bucket> buckets) {
        return changes.change(requestContext, "auth.reserveAttempt", tx -> reserve(tx, buckets));
    }

    /** Counts an attempt. Fails with TOO_MANY_ATTEMPTS and the time to wait when one of the buckets is locked, and counts in none then. */
    public Future<Attempt> reserve(Tx tx, List<Bucket> buckets) {
        List<Buffer> keys = buckets.stream().map(this::key).toList();
        return store.reserve(
                        tx, keys, buckets.stream().map(Bucket::freeFailures).toList())
                .compose(reserved -> reserved
                        ? Future.succeededFuture(new Attempt(buckets))
                        : store.lockRemaining(tx, keys)
                                .compose(retryAfter -> Future.failedFuture(new Failure(
                                        FailureCode.TOO_MANY_ATTEMPTS,
                                        FailureCode.TOO_MANY_ATTEMPTS.defaultMessage(),
                                        Map.of(),
                                        List.of(),
                                        retryAfter))));
    }

    /**
     * What comes of an attempt. When that is no verdict on it, as when there is no room to hash or the database is away, the attempt was
     * none either.
     *
     * @param onRefund goes with giving it back
     */
    public <T> Future<T> runAttempt(
            Attempt attempt, Supplier<Future<T>> verification, Function<Tx, Future<?>> onRefund) {
        return Future.succeededFuture().compose(started -> verification.get()).recover(cause -> {
            Future<T> failed = Future.failedFuture(cause);
            return isDecision(cause)
                    ? failed
                    : changes.change(
                                    RequestContext.system("auth.throttle", REFUND_TIMEOUT),
                                    "auth.refundAttempt",
                                    tx -> onRefund.apply(tx).compose(refunded -> store.refund(tx, allKeys(attempt))))
                            .transform(done -> failed);
        });
    }

    public <T> Future<T> runAttempt(Attempt attempt, Supplier<Future<T>> verification) {
        return runAttempt(attempt, verification, tx -> Future.succeededFuture());
    }

    private static boolean isDecision(Throwable cause) {
        return cause instanceof Failure failure
                && switch (failure.code()) {
                    case INVALID_CREDENTIALS, UNAUTHORIZED, ACCOUNT_SUSPENDED, REAUTHENTICATION_REQUIRED, FORBIDDEN ->
                        true;
                    default -> false;
                };
    }

    private List<Buffer> allKeys(Attempt attempt) {
        return attempt.buckets().stream().map(this::key).toList();
    }

    /** Says in the change of its success that an attempt was none. */
    public Future<?> recordSuccess(Tx tx, Attempt attempt) {
        return store.recordSuccess(tx, keys(attempt, false), keys(attempt, true));
    }

    private List<Buffer> keys(Attempt attempt, boolean shared) {
        return attempt.buckets().stream()
                .filter(bucket -> bucket.shared() == shared)
                .map(this::key)
                .toList();
    }

    private Buffer key(Bucket bucket) {
        return Buffer.buffer(bucketHash.of(bucket.name().getBytes(StandardCharsets.UTF_8)));
    }
}
