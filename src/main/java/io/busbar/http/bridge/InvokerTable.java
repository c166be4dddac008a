package io.busbar.http.bridge;

import io.busbar.bus.Bus;
import io.busbar.bus.Contract;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Operation;
import io.busbar.data.KeyedHash;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What can be asked by message: the operations that HTTP has, by service and action, and no others. */
final class InvokerTable {
    private final Map<String, OperationInvoker<?, ?>> invokers = new HashMap<>();
    private final Map<String, Operation<?, ?>> httpOnly = new HashMap<>();

    InvokerTable(List<Contract> contracts, Bus bus, KeyedHash fingerprints) {
        for (Contract contract : contracts) {
            for (Operation<?, ?> operation : contract.routes()) {
                if (operation.supportsBridge()) {
                    invokers.put(operation.name(), OperationInvoker.of(operation, bus, fingerprints));
                } else {
                    httpOnly.put(operation.name(), operation);
                }
            }
        }
    }

    /**
     * The operation of that service and action.
     *
     * @throws Failure NOT_FOUND when nobody answers that, whether or not something of the name exists inside; METHOD_NOT_ALLOWED when
     *     HTTP alone does
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
        throw Failure.notFound("Unknown operation");
    }
}
