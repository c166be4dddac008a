package io.busbar.http.bridge;

import io.busbar.bus.Bus;
import io.busbar.bus.runtime.engine.CompiledOperation;
import io.busbar.bus.runtime.engine.OperationSetView;
import io.busbar.bus.runtime.engine.OperationSnapshot;
import io.busbar.data.KeyedHash;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The invokers of the operations that are declared at run time, replaced together with each snapshot. */
final class RuntimeInvokers {
    private final OperationSetView view;
    private final Bus bus;
    private final KeyedHash fingerprintHash;
    private volatile Map<String, OperationInvoker<?, ?>> invokers = Map.of();

    /** Creates the invokers and follows the changes of the operations. */
    RuntimeInvokers(OperationSetView view, Bus bus, KeyedHash fingerprintHash) {
        this.view = view;
        this.bus = bus;
        this.fingerprintHash = fingerprintHash;
        view.addListener(this::replace);
    }

    private void replace(OperationSnapshot snapshot) {
        Map<String, OperationInvoker<?, ?>> newInvokers = new HashMap<>();
        for (CompiledOperation compiled : snapshot.operations()) {
            newInvokers.put(
                    compiled.operation().name(),
                    OperationInvoker.of(compiled.operation(), compiled.reader(), bus, fingerprintHash));
        }
        invokers = newInvokers;
    }

    /** Returns the invoker of an operation by its {@code service.action}; null if there is none. */
    @Nullable
    OperationInvoker<?, ?> find(String name) {
        return invokers.get(name);
    }

    /** Returns whether a lookup must wait for {@link #current}: the service hosts operations, and those of this node may be outdated. */
    boolean mustWait(String service) {
        return view.isHost(service) && !view.isCurrent();
    }

    /** Completes when the invokers are current. */
    Future<OperationSnapshot> current() {
        return view.current();
    }

    /** Completes when the invokers are newer ones, by which a failed call can be routed again; fails with what the caller gets. */
    Future<OperationSnapshot> toRouteAgain(Throwable cause, int routings) {
        return view.toRouteAgain(cause, routings);
    }
}
