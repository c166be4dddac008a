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
import java.util.stream.Collectors;

/**
 * Slows down guessing, across all nodes. An attempt is counted as failed before it runs, so that parallel attempts count like successive
 * ones; a success refunds it. After the free failures of a {@link Bucket}, each further failure locks it, for 30 s at first and for twice
 * as long each time, up to an hour. A day without failures resets the bucket.
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

    /** Counts an attempt, then runs it as {@link #runAttempt(Attempt, Supplier)} does. */
    public <T> Future<T> attempt(
            RequestContext requestContext, List<Bucket> buckets, Function<Attempt, Future<T>> verification) {
        return reserve(requestContext, buckets)
                .compose(attempt -> runAttempt(attempt, () -> verification.apply(attempt)));
    }

    /** Counts an attempt in a change of its own. Fails as {@link #reserve(Tx, List)} does. */
    public Future<Attempt> reserve(RequestContext requestContext, List<Bucket> buckets) {
        return changes.change(requestContext, "auth.reserveAttempt", tx -> reserve(tx, buckets));
    }

    /**
     * Counts an attempt in each bucket. Fails with TOO_MANY_ATTEMPTS and the time to wait if one of the buckets is locked; then the
     * attempt is not counted.
     */
    public Future<Attempt> reserve(Tx tx, List<Bucket> buckets) {
        List<Buffer> keys = keys(buckets);
        List<Integer> freeFailures = buckets.stream().map(Bucket::freeFailures).toList();
        return store.reserve(tx, keys, freeFailures)
                .compose(reserved -> reserved ? Future.succeededFuture(new Attempt(buckets)) : failLocked(tx, keys));
    }

    private Future<Attempt> failLocked(Tx tx, List<Buffer> keys) {
        return store.lockRemaining(tx, keys).compose(retryAfter -> Future.failedFuture(tooManyAttempts(retryAfter)));
    }

    private static Failure tooManyAttempts(Duration retryAfter) {
        return new Failure(
                FailureCode.TOO_MANY_ATTEMPTS,
                FailureCode.TOO_MANY_ATTEMPTS.defaultMessage(),
                Map.of(),
                List.of(),
                retryAfter);
    }

    /**
     * Runs an attempt that was counted. If it fails without a decision, for example because the hashing queue is full or the database is
     * not reachable, the attempt is refunded.
     *
     * @param onRefund runs in the change that refunds the attempt
     */
    public <T> Future<T> runAttempt(
            Attempt attempt, Supplier<Future<T>> verification, Function<Tx, Future<?>> onRefund) {
        return Future.succeededFuture()
                .compose(started -> verification.get())
                .recover(cause -> refundUnlessDecided(cause, attempt, onRefund)
                        .transform(refunded -> Future.<T>failedFuture(cause)));
    }

    public <T> Future<T> runAttempt(Attempt attempt, Supplier<Future<T>> verification) {
        return runAttempt(attempt, verification, tx -> Future.succeededFuture());
    }

    private Future<?> refundUnlessDecided(Throwable cause, Attempt attempt, Function<Tx, Future<?>> onRefund) {
        if (isDecision(cause)) {
            return Future.succeededFuture();
        }
        return changes.change(
                RequestContext.system("auth.throttle", REFUND_TIMEOUT),
                "auth.refundAttempt",
                tx -> onRefund.apply(tx).compose(done -> store.refund(tx, keys(attempt.buckets()))));
    }

    /** Returns whether the failure is the result of the attempt, and not the lack of one. */
    private static boolean isDecision(Throwable cause) {
        return cause instanceof Failure failure
                && switch (failure.code()) {
                    case INVALID_CREDENTIALS, UNAUTHORIZED, ACCOUNT_SUSPENDED, REAUTHENTICATION_REQUIRED, FORBIDDEN ->
                        true;
                    default -> false;
                };
    }

    /** Resets the attempt's own buckets and refunds the attempt in shared ones, in the change of the success. */
    public Future<?> recordSuccess(Tx tx, Attempt attempt) {
        Map<Boolean, List<Bucket>> byShared =
                attempt.buckets().stream().collect(Collectors.partitioningBy(Bucket::shared));
        return store.recordSuccess(
                tx, keys(byShared.getOrDefault(false, List.of())), keys(byShared.getOrDefault(true, List.of())));
    }

    private List<Buffer> keys(List<Bucket> buckets) {
        return buckets.stream().map(this::key).toList();
    }

    private Buffer key(Bucket bucket) {
        return Buffer.buffer(bucketHash.of(bucket.name().getBytes(StandardCharsets.UTF_8)));
    }
}
