package io.busbar.http.bridge;

import io.busbar.bus.Bus;
import io.busbar.bus.Contract;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Operation;
import io.busbar.bus.json.RequestReaders;
import io.busbar.data.KeyedHash;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The operations that can be called over a socket, by service and action: those that have an HTTP route and a JSON request and response.
 */
final class InvokerTable {
    private final Map<String, OperationInvoker<?, ?>> invokers = new HashMap<>();
    private final Map<String, Operation<?, ?>> httpOnly = new HashMap<>();
    private final RuntimeInvokerLookup runtimeInvokers;

    /** Finds the invoker of a runtime operation by its {@code service.action}. */
    @FunctionalInterface
    interface RuntimeInvokerLookup {
        @Nullable
        OperationInvoker<?, ?> find(String name);
    }

    InvokerTable(
            List<Contract> contracts,
            RequestReaders readers,
            Bus bus,
            KeyedHash fingerprintHash,
            RuntimeInvokerLookup runtimeInvokers) {
        this.runtimeInvokers = runtimeInvokers;
        for (Contract contract : contracts) {
            for (Operation<?, ?> operation : contract.routes()) {
                if (operation.supportsBridge()) {
                    invokers.put(operation.name(), OperationInvoker.of(operation, readers, bus, fingerprintHash));
                } else {
                    httpOnly.put(operation.name(), operation);
                }
            }
        }
    }

    /** Returns whether the code declares the operation. */
    boolean isOfCode(String service, @Nullable String action) {
        String name = service + "." + action;
        return invokers.containsKey(name) || httpOnly.containsKey(name);
    }

    /**
     * Returns the operation of a service and action.
     *
     * @throws Failure NOT_FOUND if there is no such public operation, even if an internal one has the name; METHOD_NOT_ALLOWED if the
     *     operation is available over HTTP only
     */
    OperationInvoker<?, ?> find(String service, @Nullable String action) {
        if (action == null) {
            throw Failure.of(FailureCode.MALFORMED_REQUEST, "The action header is required");
        }
        String name = service + "." + action;
        OperationInvoker<?, ?> invoker = invokers.get(name);
        if (invoker != null) {
            return invoker;
        }
        Operation<?, ?> other = httpOnly.get(name);
        if (other != null) {
            throw Failure.of(
                    FailureCode.METHOD_NOT_ALLOWED,
                    name + " is not available over the socket; use " + other.method() + " /api" + other.path());
        }
        OperationInvoker<?, ?> runtime = runtimeInvokers.find(name);
        if (runtime != null) {
            return runtime;
        }
        throw Failure.notFound("Unknown operation");
    }
}
