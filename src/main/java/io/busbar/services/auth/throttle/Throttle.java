package io.busbar.services.auth.throttle;

import io.busbar.bus.Changes;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.RequestContext;
import io.busbar.bus.Tx;
import io.busbar.data.DeploymentSecrets;
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

    /** An attempt that was counted as failed in these buckets before it runs. */
    public record ThrottleReservation(List<Bucket> buckets) {
        public ThrottleReservation {
            buckets = List.copyOf(buckets);
        }
    }

    public Throttle(Changes changes, ThrottleStore store, DeploymentSecrets secrets) {
        this.changes = changes;
        this.store = store;
        this.bucketHash = new KeyedHash(secrets, "throttle/v1");
    }

    /** Counts an attempt, then runs it as {@link #run(ThrottleReservation, Supplier)} does. */
    public <T> Future<T> reserveAndRun(
            RequestContext requestContext,
            List<Bucket> buckets,
            Function<ThrottleReservation, Future<T>> verification) {
        return reserve(requestContext, buckets)
                .compose(reservation -> run(reservation, () -> verification.apply(reservation)));
    }

    /** Counts an attempt in a change of its own. Fails as {@link #reserve(Tx, List)} does, and takes no more than a read then. */
    public Future<ThrottleReservation> reserve(RequestContext requestContext, List<Bucket> buckets) {
        return requireUnlocked(buckets)
                .compose(unlocked -> changes.change(requestContext, "auth.reserveAttempt", tx -> reserve(tx, buckets)));
    }

    /**
     * Fails with TOO_MANY_ATTEMPTS and the time to wait if one of the buckets is locked. Callers check this before the change that counts an
     * attempt: it is only a read, so guesses at a locked bucket do not use up the connections for changes.
     */
    public Future<Void> requireUnlocked(List<Bucket> buckets) {
        return store.findLock(keys(buckets))
                .compose(lock ->
                        lock.isPresent() ? Future.failedFuture(tooManyAttempts(lock.get())) : Future.succeededFuture());
    }

    /**
     * Counts an attempt in each bucket. Fails with TOO_MANY_ATTEMPTS and the time to wait if one of the buckets is locked; then the
     * attempt is not counted.
     */
    public Future<ThrottleReservation> reserve(Tx tx, List<Bucket> buckets) {
        List<Buffer> keys = keys(buckets);
        List<Integer> freeFailures = buckets.stream().map(Bucket::freeFailures).toList();
        return store.reserve(tx, keys, freeFailures)
                .compose(reserved ->
                        reserved ? Future.succeededFuture(new ThrottleReservation(buckets)) : failLocked(tx, keys));
    }

    private Future<ThrottleReservation> failLocked(Tx tx, List<Buffer> keys) {
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
    public <T> Future<T> run(
            ThrottleReservation reservation, Supplier<Future<T>> verification, Function<Tx, Future<?>> onRefund) {
        return Future.succeededFuture()
                .compose(started -> verification.get())
                .recover(cause -> refundUnlessDecided(cause, reservation, onRefund)
                        .transform(refunded -> Future.<T>failedFuture(cause)));
    }

    /** Does the same with no work of the caller on a refund. */
    public <T> Future<T> run(ThrottleReservation reservation, Supplier<Future<T>> verification) {
        return run(reservation, verification, tx -> Future.succeededFuture());
    }

    private Future<?> refundUnlessDecided(
            Throwable cause, ThrottleReservation reservation, Function<Tx, Future<?>> onRefund) {
        if (isDecision(cause)) {
            return Future.succeededFuture();
        }
        return changes.change(
                RequestContext.system("auth.throttle", REFUND_TIMEOUT),
                "auth.refundAttempt",
                tx -> onRefund.apply(tx).compose(done -> store.refund(tx, keys(reservation.buckets()))));
    }

    /** Returns whether the failure tells the result of the attempt, unlike a technical failure. */
    private static boolean isDecision(Throwable cause) {
        return cause instanceof Failure failure
                && switch (failure.code()) {
                    case INVALID_CREDENTIALS, UNAUTHORIZED, ACCOUNT_SUSPENDED, REAUTHENTICATION_REQUIRED, FORBIDDEN ->
                        true;
                    default -> false;
                };
    }

    /** Resets the attempt's own buckets and refunds the attempt in shared ones, in the change of the success. */
    public Future<?> recordSuccess(Tx tx, ThrottleReservation reservation) {
        Map<Boolean, List<Bucket>> byShared =
                reservation.buckets().stream().collect(Collectors.partitioningBy(Bucket::shared));
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
