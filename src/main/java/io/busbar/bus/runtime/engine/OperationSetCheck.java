package io.busbar.bus.runtime.engine;

import io.busbar.bus.Contract;
import io.busbar.bus.Failure.FieldError;
import io.busbar.bus.runtime.OperationSet;
import io.busbar.bus.runtime.RuntimeOperation;
import io.busbar.bus.runtime.RuntimeOperations;
import io.busbar.bus.runtime.VersionedOperation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Checks a set by itself and against the operations of the code. */
final class OperationSetCheck {
    private static final String NAME = "[a-z][a-z0-9_.-]{0,99}";

    private final CodeOperations codeOperations;

    OperationSetCheck(List<Contract> contracts) {
        this.codeOperations = new CodeOperations(contracts);
    }

    /** Returns every problem by its JSON pointer into the set; empty if the set is valid and compiles. */
    List<FieldError> errors(OperationSet set) {
        List<FieldError> errors = new ArrayList<>();
        Contract host = codeOperations.hosts().get(set.service());
        if (!set.name().matches(NAME)) {
            errors.add(new FieldError("/name", "must be at most 100 lower-case letters, digits and ._-"));
        }
        if (host == null) {
            errors.add(new FieldError("/service", "is not a service that hosts operations"));
        }
        int count = set.operations().size();
        if (count == 0 || count > RuntimeOperations.MAX_OPERATIONS_PER_SET) {
            errors.add(new FieldError(
                    "/operations", "must have 1 to " + RuntimeOperations.MAX_OPERATIONS_PER_SET + " items"));
        }
        if (!errors.isEmpty() || host == null) {
            return errors;
        }
        checkOperations(set, host, errors);
        if (errors.isEmpty() && StoredDeclaration.size(set) > RuntimeOperations.MAX_SET_BYTES) {
            errors.add(new FieldError("", "must be at most " + RuntimeOperations.MAX_SET_BYTES + " bytes as JSON"));
        }
        return errors;
    }

    private void checkOperations(OperationSet set, Contract host, List<FieldError> errors) {
        Set<String> actions = new HashSet<>();
        Set<String> routes = new HashSet<>();
        RuntimeOperationCheck check = new RuntimeOperationCheck(host, codeOperations);
        for (int i = 0; i < set.operations().size(); i++) {
            RuntimeOperation operation = set.operations().get(i);
            String pointer = "/operations/" + i;
            List<FieldError> own = check.errors(operation, pointer);
            if (!actions.add(operation.action())) {
                own.add(new FieldError(pointer + "/action", "is declared twice"));
            }
            if (own.isEmpty()) {
                checkRoute(operation, routes, pointer, own);
            }
            if (own.isEmpty()) {
                checkThatItCompiles(set.service(), operation, pointer, own);
            }
            errors.addAll(own);
        }
    }

    private void checkRoute(RuntimeOperation operation, Set<String> routes, String pointer, List<FieldError> errors) {
        RoutePattern route = RoutePattern.of(operation.method(), operation.path());
        if (!routes.add(route.toString())) {
            errors.add(new FieldError(pointer + "/path", "is declared twice with this method"));
        }
        codeOperations.routeError(route).ifPresent(message -> errors.add(new FieldError(pointer + "/path", message)));
    }

    private static void checkThatItCompiles(
            String service, RuntimeOperation operation, String pointer, List<FieldError> errors) {
        try {
            OperationFactory.operation(service, new VersionedOperation("", 0, operation))
                    .reader()
                    .compile();
        } catch (RuntimeException e) {
            errors.add(new FieldError(pointer + "/request", "does not compile: " + e.getMessage()));
        }
    }
}
