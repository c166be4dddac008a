package io.busbar.bus.runtime.engine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.bus.Bus;
import io.busbar.bus.Contract;
import io.busbar.bus.Failure;
import io.busbar.bus.Failure.FieldError;
import io.busbar.bus.RequestContext;
import io.busbar.bus.Tx;
import io.busbar.bus.concurrent.BoundedExecutor;
import io.busbar.bus.concurrent.BoundedExecutors;
import io.busbar.bus.concurrent.ExecutorLimits;
import io.busbar.bus.runtime.CheckedOperationSet;
import io.busbar.bus.runtime.OperationSet;
import io.busbar.bus.runtime.RuntimeOperation;
import io.busbar.bus.runtime.RuntimeOperations;
import io.busbar.bus.runtime.VersionedOperationSet;
import io.busbar.bus.runtime.engine.OperationSetStore.StoredState;
import io.busbar.bus.runtime.engine.OperationSetStore.TakenOperation;
import io.busbar.data.Database;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The runtime operations as services see them: checks, stores and calls them. */
public final class RuntimeOperationEngine implements RuntimeOperations {
    private static final Duration CHECK_TIMEOUT = Duration.ofSeconds(30);
    private static final ExecutorLimits CHECK_LIMITS =
            new ExecutorLimits(1, 20, "Too many operation sets are being checked", Duration.ofSeconds(1));

    private final Vertx vertx;
    private final OperationSetStore store;
    private final OperationSetView view;
    private final OperationSetCheck check;
    private final Bus bus;
    private final BoundedExecutors executors;

    private record Checked(OperationSet set) implements CheckedOperationSet {}

    /**
     * Creates the engine of a node.
     *
     * @param contracts the contracts of all services, whichever node runs them
     */
    public RuntimeOperationEngine(
            Vertx vertx,
            Database database,
            OperationSetView view,
            List<Contract> contracts,
            Bus bus,
            BoundedExecutors executors) {
        this.vertx = vertx;
        this.store = new OperationSetStore(database);
        this.view = view;
        this.check = new OperationSetCheck(contracts);
        this.bus = bus;
        this.executors = executors;
    }

    @Override
    public Future<CheckedOperationSet> check(OperationSet set) {
        BoundedExecutor executor = executors.get("operation-sets", CHECK_LIMITS);
        return executor.runOnWorker(Instant.now().plus(CHECK_TIMEOUT), () -> {
            Failure.throwIfAny(check.errors(set));
            return new Checked(set);
        });
    }

    @Override
    public Future<Long> put(Tx tx, CheckedOperationSet checkedSet, long readVersion) {
        if (!(checkedSet instanceof Checked checked)) {
            throw new IllegalArgumentException("The operation set was not checked");
        }
        OperationSet set = checked.set;
        tx.auditSubject("operation-set", set.name());
        return store.begin(tx, set).compose(state -> {
            OperationSetStore.requireVersion(set.name(), state.version(), readVersion);
            Failure.throwIfAny(conflicts(set, state));
            tx.announceOperationSets(state.revision());
            return store.write(tx, set, state.revision()).map(state.revision());
        });
    }

    private static List<FieldError> conflicts(OperationSet set, StoredState state) {
        List<FieldError> errors = new ArrayList<>();
        if (state.otherOperations() + set.operations().size() > MAX_OPERATIONS) {
            errors.add(new FieldError(
                    "/operations",
                    "are too many: all sets together may have " + MAX_OPERATIONS + " operations, and others have "
                            + state.otherOperations()));
        }
        if (state.otherBytes() + StoredDeclaration.size(set) > MAX_BYTES) {
            errors.add(new FieldError(
                    "",
                    "is too large: all sets together may have " + MAX_BYTES + " bytes as JSON, and others have "
                            + state.otherBytes()));
        }
        for (int i = 0; i < set.operations().size(); i++) {
            RuntimeOperation operation = set.operations().get(i);
            String route = RoutePattern.of(operation.method(), operation.path()).toString();
            for (TakenOperation taken : state.taken()) {
                if (taken.service().equals(set.service()) && taken.action().equals(operation.action())) {
                    errors.add(new FieldError("/operations/" + i + "/action", "is already in the set " + taken.set()));
                }
                if (taken.route().equals(route)) {
                    errors.add(new FieldError("/operations/" + i + "/path", "is already in the set " + taken.set()));
                }
            }
        }
        return errors;
    }

    @Override
    public Future<Void> remove(Tx tx, String name, long readVersion) {
        tx.auditSubject("operation-set", name);
        return store.delete(tx, name, readVersion)
                .onSuccess(tx::announceOperationSets)
                .mapEmpty();
    }

    @Override
    public Future<Optional<VersionedOperationSet>> find(String name) {
        return store.find(name);
    }

    @Override
    public Future<Object> call(String service, String action, ObjectNode request, RequestContext requestContext) {
        return new RuntimeCall(vertx.getOrCreateContext(), view, bus, service + "." + action, request, requestContext)
                .start();
    }
}
