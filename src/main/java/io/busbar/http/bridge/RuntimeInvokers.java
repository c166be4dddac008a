package io.busbar.http.bridge;

import io.busbar.bus.Bus;
import io.busbar.bus.runtime.engine.OperationSetView;
import io.busbar.bus.runtime.engine.OperationSnapshot;
import io.busbar.bus.runtime.engine.SnapshotOperation;
import io.busbar.data.KeyedHash;
import io.vertx.core.Future;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The invokers of the runtime operations, replaced together with each snapshot. */
final class RuntimeInvokers {
    private final OperationSetView view;
    private final Bus bus;
    private final KeyedHash fingerprintHash;
    private volatile Map<String, RuntimeInvoker> invokers = Map.of();

    private record RuntimeInvoker(SnapshotOperation operation, OperationInvoker<?, ?> invoker) {}

    /** Creates the invokers and follows the changes of the operations. */
    RuntimeInvokers(OperationSetView view, Bus bus, KeyedHash fingerprintHash) {
        this.view = view;
        this.bus = bus;
        this.fingerprintHash = fingerprintHash;
        view.addListener(this::replace);
    }

    private void replace(OperationSnapshot snapshot) {
        invokers = snapshot.operations().stream()
                .collect(Collectors.toUnmodifiableMap(found -> found.operation().name(), this::toInvoker));
    }

    private RuntimeInvoker toInvoker(SnapshotOperation found) {
        return new RuntimeInvoker(found, OperationInvoker.of(found.operation(), found.reader(), bus, fingerprintHash));
    }

    /** Returns the current invoker of an operation as soon as it can read requests; empty if there is none. */
    Future<Optional<OperationInvoker<?, ?>>> find(String service, @Nullable String action) {
        if (!view.isHost(service)) {
            return Future.succeededFuture(Optional.empty());
        }
        return view.current().compose(current -> {
            RuntimeInvoker found = invokers.get(service + "." + action);
            return found == null
                    ? Future.succeededFuture(Optional.empty())
                    : found.operation.whenCompiled().map(compiled -> Optional.of(found.invoker));
        });
    }

    /** Completes when the invokers are newer ones, by which a failed call can be retried; fails with what the caller gets. */
    Future<OperationSnapshot> snapshotForRetry(Throwable cause, int attempts) {
        return view.snapshotForRetry(cause, attempts);
    }
}
