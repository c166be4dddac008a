package io.busbar.bus.runtime.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** All operations that are declared as of a revision. Immutable: a request is routed, read and answered by one snapshot or another. */
public final class OperationSnapshot {
    /** The snapshot before the first set. */
    public static final OperationSnapshot EMPTY = new OperationSnapshot(0, "", List.of());

    private final long revision;
    private final String timeline;
    private final Map<String, SnapshotSet> sets = new HashMap<>();
    private final Map<String, SnapshotOperation> byName = new HashMap<>();
    private final List<SnapshotOperation> operations;

    /** A set with its operations; none if this version of the code can't read it. */
    record SnapshotSet(String name, long version, List<SnapshotOperation> operations) {}

    /** @param timeline the history of the database to which the revision belongs */
    OperationSnapshot(long revision, String timeline, List<SnapshotSet> sets) {
        this.revision = revision;
        this.timeline = timeline;
        List<SnapshotOperation> all = new ArrayList<>();
        for (SnapshotSet set : sets) {
            this.sets.put(set.name, set);
            set.operations.forEach(found -> byName.put(found.operation().name(), found));
            all.addAll(set.operations);
        }
        this.operations = List.copyOf(all);
    }

    /** Returns the revision, which rises with every change. */
    public long revision() {
        return revision;
    }

    String timeline() {
        return timeline;
    }

    /** Returns all operations, by the name of their set and in the order of their declaration. */
    public List<SnapshotOperation> operations() {
        return operations;
    }

    /** Returns an operation by its {@code service.action}; null if it is not declared. */
    public @Nullable SnapshotOperation find(String name) {
        return byName.get(name);
    }

    @Nullable
    SnapshotSet set(String name) {
        return sets.get(name);
    }

    /** Returns the operation to compile next: one of the newest set that is not compiled; empty if all are. */
    Optional<SnapshotOperation> nextToCompile() {
        return operations.stream()
                .filter(found -> !found.isCompiled())
                .max(Comparator.comparingLong(found -> found.versioned().version()));
    }
}
