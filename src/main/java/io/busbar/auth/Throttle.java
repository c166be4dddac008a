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
import java.util.List;

/**
 * Slows guessing down, over all nodes together. An attempt is counted as failed before it is made, so that any number of parallel ones
 * is no more than a row of them; who succeeds gets it back. After the free failures of a {@link Bucket} each further one locks it, for
 * 30 s at first and twice as long each time up to an hour. A day without failure is a fresh start.
 */
final class Throttle {
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
                                        java.util.Map.of(),
                                        List.of(),
                                        wait))));
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
