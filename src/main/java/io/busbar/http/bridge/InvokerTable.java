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
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The operations of the code that can be called over a socket, by service and action: those that have an HTTP route and a JSON request and
 * response.
 */
final class InvokerTable {
    private final Map<String, OperationInvoker<?, ?>> invokers = new HashMap<>();
    private final Map<String, Operation<?, ?>> httpOnly = new HashMap<>();

    InvokerTable(List<Contract> contracts, RequestReaders readers, Bus bus, KeyedHash fingerprintHash) {
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

    /**
     * Returns the operation of a service and action; empty if the code declares no such public operation, even if an internal one has the
     * name.
     *
     * @throws Failure METHOD_NOT_ALLOWED if the operation is available over HTTP only
     */
    Optional<OperationInvoker<?, ?>> find(String service, @Nullable String action) {
        if (action == null) {
            throw Failure.of(FailureCode.MALFORMED_REQUEST, "The action header is required");
        }
        String name = service + "." + action;
        OperationInvoker<?, ?> invoker = invokers.get(name);
        if (invoker != null) {
            return Optional.of(invoker);
        }
        Operation<?, ?> other = httpOnly.get(name);
        if (other != null) {
            throw Failure.of(
                    FailureCode.METHOD_NOT_ALLOWED,
                    name + " is not available over the socket; use " + other.method() + " /api" + other.path());
        }
        return Optional.empty();
    }
}
