package io.busbar.bus.runtime.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All operations that are declared as of a revision. Immutable: a request is routed, read and answered by one snapshot or another. */
public final class OperationSnapshot {
    /** The snapshot before the first set. */
    public static final OperationSnapshot EMPTY = new OperationSnapshot(0, List.of());

    private final long revision;
    private final Map<String, CompiledSet> sets = new HashMap<>();
    private final Map<String, CompiledOperation> byName = new HashMap<>();
    private final List<CompiledOperation> operations;

    /** A set with its compiled operations; none if this version of the code can't read or compile it. */
    record CompiledSet(String name, long version, List<CompiledOperation> operations) {}

    OperationSnapshot(long revision, List<CompiledSet> sets) {
        this.revision = revision;
        List<CompiledOperation> all = new ArrayList<>();
        for (CompiledSet set : sets) {
            this.sets.put(set.name, set);
            set.operations.forEach(compiled -> byName.put(compiled.operation().name(), compiled));
            all.addAll(set.operations);
        }
        this.operations = List.copyOf(all);
    }

    /** Returns the revision, which rises with every change. */
    public long revision() {
        return revision;
    }

    /** Returns all operations, by the name of their set and in the order of their declaration. */
    public List<CompiledOperation> operations() {
        return operations;
    }

    /** Returns an operation by its {@code service.action}; null if it is not declared. */
    public @Nullable CompiledOperation find(String name) {
        return byName.get(name);
    }

    @Nullable
    CompiledSet set(String name) {
        return sets.get(name);
    }
}
