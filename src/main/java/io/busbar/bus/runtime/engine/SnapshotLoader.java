package io.busbar.bus.runtime.engine;

import io.busbar.bus.concurrent.BoundedExecutor;
import io.busbar.bus.concurrent.BoundedExecutors;
import io.busbar.bus.concurrent.ExecutorLimits;
import io.busbar.bus.concurrent.OnVirtualThread;
import io.busbar.bus.runtime.engine.OperationSetStore.StoredSets;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the stored sets into snapshots and compiles their operations, never on an event loop. This class is thread-safe. */
final class SnapshotLoader {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotLoader.class);
    private static final ExecutorLimits COMPILATION_LIMITS =
            new ExecutorLimits(1, 100, "The operations are being compiled", Duration.ofSeconds(1));

    private final OperationSetStore store;
    private final SnapshotFactory factory;
    private final SnapshotHolder snapshots;
    private final BoundedExecutor compiler;

    SnapshotLoader(
            OperationSetStore store, SnapshotFactory factory, SnapshotHolder snapshots, BoundedExecutors executors) {
        this.store = store;
        this.factory = factory;
        this.snapshots = snapshots;
        this.compiler = executors.get("operation-set-compiler", COMPILATION_LIMITS);
    }

    /** Reads what has changed and replaces the snapshot, if anything has. */
    Future<Void> load() {
        OperationSnapshot base = snapshots.get();
        return store.since(base)
                .compose(read -> read.isNewerThan(snapshots.get())
                        ? OnVirtualThread.call("operation-sets", () -> apply(read, base))
                        : Future.succeededFuture());
    }

    /**
     * Replaces the snapshot unless it is as new. The read has the declarations of all sets that have changed since {@code base}, so it means
     * nothing if the history of the database has changed meanwhile.
     */
    private @Nullable Void apply(StoredSets read, OperationSnapshot base) {
        boolean replaced = snapshots.update(known -> base.timeline().equals(known.timeline()) && read.isNewerThan(known)
                ? factory.snapshot(read, known)
                : known);
        if (replaced) {
            compile().onFailure(cause -> LOG.debug("A compilation that waits already has these operations", cause));
        }
        return null;
    }

    /** Compiles one operation after the other, those of the newest set first, until all of the newest snapshot are compiled. */
    Future<Void> compile() {
        return compiler.runOnWorker(Instant.MAX, this::compileAll);
    }

    private @Nullable Void compileAll() {
        Optional<SnapshotOperation> next = snapshots.get().nextToCompile();
        while (next.isPresent()) {
            next.get().compile();
            next = snapshots.get().nextToCompile();
        }
        return null;
    }
}
