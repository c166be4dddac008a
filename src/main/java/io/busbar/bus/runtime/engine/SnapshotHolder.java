package io.busbar.bus.runtime.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Holds the snapshot that is in effect on this node, and its listeners. This class is thread-safe. */
final class SnapshotHolder {
    private final List<Consumer<OperationSnapshot>> listeners = new ArrayList<>();
    private volatile OperationSnapshot snapshot = OperationSnapshot.EMPTY;

    OperationSnapshot get() {
        return snapshot;
    }

    /** Adds a listener. It gets the present snapshot on this thread, and each later one before it is in effect, never two at once. */
    synchronized void addListener(Consumer<OperationSnapshot> listener) {
        listener.accept(snapshot);
        listeners.add(listener);
    }

    /** Replaces the snapshot, unless the update returns the present one, and returns whether it did. */
    synchronized boolean update(UnaryOperator<OperationSnapshot> update) {
        OperationSnapshot next = update.apply(snapshot);
        if (next.equals(snapshot)) {
            return false;
        }
        listeners.forEach(listener -> listener.accept(next));
        snapshot = next;
        return true;
    }
}
