package io.busbar.bus.runtime.engine;

import io.busbar.bus.Operation;
import io.busbar.bus.runtime.VersionedOperationSet;
import io.busbar.bus.runtime.engine.OperationSetStore.StoredSet;
import io.busbar.bus.runtime.engine.OperationSetStore.StoredSets;
import io.busbar.bus.runtime.engine.OperationSnapshot.SnapshotSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes snapshots of stored sets. Operations that this node can't serve are logged and left out. */
final class SnapshotFactory {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotFactory.class);

    private final CodeOperations codeOperations;

    SnapshotFactory(CodeOperations codeOperations) {
        this.codeOperations = codeOperations;
    }

    /** Returns the snapshot of stored sets. Sets that have not changed since the known snapshot keep their compiled operations. */
    OperationSnapshot snapshot(StoredSets stored, OperationSnapshot known) {
        boolean isSameHistory = stored.timeline().equals(known.timeline());
        return new OperationSnapshot(
                stored.revision(),
                stored.timeline(),
                stored.sets().stream()
                        .map(set -> toSet(set, isSameHistory ? known.set(set.name()) : null))
                        .toList());
    }

    private SnapshotSet toSet(StoredSet stored, @Nullable SnapshotSet known) {
        return known != null && known.version() == stored.version()
                ? known
                : new SnapshotSet(stored.name(), stored.version(), operationsOf(stored));
    }

    private List<SnapshotOperation> operationsOf(StoredSet stored) {
        try {
            VersionedOperationSet set = stored.toSet(Objects.requireNonNull(stored.declaration(), stored.name()));
            return OperationFactory.operations(set).stream()
                    .filter(this::isFree)
                    .toList();
        } catch (RuntimeException | StackOverflowError e) {
            // One set must not keep all others from changing.
            LOG.error("The operation set {} can't be read; its operations are not served", stored.name(), e);
            return List.of();
        }
    }

    /** Returns whether no operation of the code has the name or the route: the set may be older than this version of the code. */
    private boolean isFree(SnapshotOperation found) {
        Operation<?, ?> operation = found.operation();
        Optional<String> error = codeOperations
                .actionError(operation.service(), operation.action())
                .or(() -> codeOperations.routeError(
                        RoutePattern.of(operation.method().name(), operation.path())));
        error.ifPresent(message -> LOG.error("{} is declared but not served: it {}", operation.name(), message));
        return error.isEmpty();
    }
}
