package io.busbar.bus.permissions;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.busbar.bus.Failure;
import io.busbar.bus.concurrent.FreshPoll;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The rights of objects that this node knows. A right that has changed is dropped from memory and loaded again for the next decision. A
 * load that was running while its object changed is repeated: what it read may be from before the change. This class is thread-safe.
 */
final class RightsCache {
    /** Enough for 50,000 objects with three shares or denials each. */
    private static final int MAX_WEIGHT = 200_000;

    /** The maximum number of loads for one decision while the object keeps changing. */
    private static final int MAX_LOADS = 5;

    private final FreshPoll freshPoll;
    private final Cache<ResourceKey, ObjectRights> known = Caffeine.newBuilder()
            .maximumWeight(MAX_WEIGHT)
            .<ResourceKey, ObjectRights>weigher(
                    (key, rights) -> 1 + rights.entries().size())
            .build();
    private final Map<ResourceKey, Load> loads = new ConcurrentHashMap<>();

    /** A running load, which all callers share. Its result is empty if the object has changed meanwhile. */
    private static final class Load {
        private final Promise<Optional<ObjectRights>> promise = Promise.promise();
        private volatile boolean outdated;
    }

    /** Creates an empty cache that drops what the poll finds changed. */
    RightsCache(FreshPoll freshPoll) {
        this.freshPoll = freshPoll;
    }

    /** Returns the rights as of at most 250 ms ago. Fails with SERVICE_UNAVAILABLE if it can't be known whether they have changed. */
    Future<ObjectRights> get(ResourceKey key, Function<ResourceKey, Future<ObjectRights>> loader) {
        if (freshPoll.isCurrent()) {
            ObjectRights rights = known.getIfPresent(key);
            if (rights != null) {
                return Future.succeededFuture(rights);
            }
        }
        return awaitCurrent().compose(current -> {
            ObjectRights rights = known.getIfPresent(key);
            return rights == null ? load(key, loader, MAX_LOADS) : Future.succeededFuture(rights);
        });
    }

    /** Drops the rights of an object. */
    void invalidate(ResourceKey key) {
        loads.compute(key, (same, load) -> {
            if (load != null) {
                load.outdated = true;
            }
            known.invalidate(key);
            return null;
        });
    }

    /** Drops everything. */
    void invalidateAll() {
        List.copyOf(loads.keySet()).forEach(this::invalidate);
        known.invalidateAll();
    }

    private Future<ObjectRights> load(
            ResourceKey key, Function<ResourceKey, Future<ObjectRights>> loader, int attempts) {
        return startOrJoin(key, loader).compose(loaded -> {
            if (loaded.isPresent()) {
                return Future.succeededFuture(loaded.get());
            }
            return attempts > 1 ? load(key, loader, attempts - 1) : Future.failedFuture(unavailable());
        });
    }

    /** The load is registered before its first statement, so that every change after that statement finds it. */
    private Future<Optional<ObjectRights>> startOrJoin(
            ResourceKey key, Function<ResourceKey, Future<ObjectRights>> loader) {
        Load load = new Load();
        Load running = loads.putIfAbsent(key, load);
        if (running != null) {
            return running.promise.future();
        }
        readSafely(key, loader).compose(rights -> awaitCurrent().map(rights)).onComplete(read -> {
            boolean usable = finish(key, load, read.result());
            if (read.failed()) {
                load.promise.fail(read.cause());
            } else {
                load.promise.complete(usable ? Optional.of(read.result()) : Optional.empty());
            }
        });
        return load.promise.future();
    }

    private static Future<ObjectRights> readSafely(
            ResourceKey key, Function<ResourceKey, Future<ObjectRights>> loader) {
        try {
            return loader.apply(key);
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    /**
     * Ends a load and returns whether its object has not changed since. An object that does not exist is not stored: nothing tells the
     * nodes when it is created.
     *
     * @param rights what was read; null if that failed
     */
    private boolean finish(ResourceKey key, Load load, @Nullable ObjectRights rights) {
        loads.compute(key, (same, current) -> {
            if (!load.outdated && rights != null && rights.ownership().isPresent()) {
                known.put(key, rights);
            }
            return load.equals(current) ? null : current;
        });
        return !load.outdated;
    }

    private Future<Void> awaitCurrent() {
        return freshPoll.awaitCurrent().recover(cause -> Future.failedFuture(unavailable()));
    }

    private static Failure unavailable() {
        return Failure.unavailable("Permissions can't be checked right now", FreshPoll.POLL_TIMEOUT);
    }
}
