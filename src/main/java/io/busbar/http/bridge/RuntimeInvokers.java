package io.busbar.http.bridge;

import io.busbar.bus.Bus;
import io.busbar.bus.runtime.engine.OperationSetView;
import io.busbar.bus.runtime.engine.OperationSnapshot;
import io.busbar.bus.runtime.engine.SnapshotOperation;
import io.busbar.data.KeyedHash;
import io.vertx.core.Future;
import java.util.Map;
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

    /** Returns the invoker of an operation by its {@code service.action}; null if there is none. */
    @Nullable
    OperationInvoker<?, ?> find(String name) {
        RuntimeInvoker found = invokers.get(name);
        return found == null ? null : found.invoker;
    }

    /** Completes when the invokers of a service are current and the one of this action, if there is one, can read requests. */
    Future<Void> ready(String service, @Nullable String action) {
        if (!view.isHost(service)) {
            return Future.succeededFuture();
        }
        return view.current().compose(current -> {
            RuntimeInvoker found = invokers.get(service + "." + action);
            return found == null ? Future.succeededFuture() : found.operation.whenCompiled();
        });
    }

    /** Completes when the invokers are newer ones, by which a failed call can be routed again; fails with what the caller gets. */
    Future<OperationSnapshot> toRouteAgain(Throwable cause, int routings) {
        return view.toRouteAgain(cause, routings);
    }
}
