package io.busbar.bus.runtime.engine;

import io.busbar.bus.Contract;
import io.busbar.bus.Operation;
import io.busbar.bus.builtin.BuiltInOperations;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The operations of the code, with which runtime operations must not collide. */
final class CodeOperations {
    private final Map<String, Contract> hosts;
    private final List<CodeRoute> routes;
    private final Set<String> names = new HashSet<>();

    private record CodeRoute(RoutePattern pattern, String message) {}

    /** @param contracts the contracts of all services, whichever node runs them */
    CodeOperations(List<Contract> contracts) {
        this.hosts = contracts.stream()
                .filter(contract -> contract.operationPrefix().isPresent())
                .collect(Collectors.toUnmodifiableMap(Contract::service, Function.identity()));
        this.routes = contracts.stream()
                .flatMap(contract -> contract.routes().stream())
                .flatMap(CodeOperations::routesOf)
                .toList();
        contracts.forEach(contract -> contract.operations().forEach(operation -> names.add(operation.name())));
    }

    private static Stream<CodeRoute> routesOf(Operation<?, ?> operation) {
        return Stream.concat(Stream.of(operation.path()), operation.aliases().stream())
                .map(path -> new CodeRoute(
                        RoutePattern.of(operation.method().name(), path),
                        "is already a path of " + operation.name() + ": " + path));
    }

    /** Returns the contracts of the services that host runtime operations, by service. */
    Map<String, Contract> hosts() {
        return hosts;
    }

    /** Returns what is wrong with an action of a service; empty if a runtime operation may have it. */
    Optional<String> actionError(String service, String action) {
        if (BuiltInOperations.of(service).stream()
                .anyMatch(builtIn -> builtIn.action().equals(action))) {
            return Optional.of("is reserved");
        }
        return names.contains(service + "." + action)
                ? Optional.of("is already an operation of the service")
                : Optional.empty();
    }

    /** Returns what is wrong with a route; empty if no operation of the code gets requests that match it. */
    Optional<String> routeError(RoutePattern route) {
        return routes.stream()
                .filter(code -> code.pattern.overlaps(route))
                .map(CodeRoute::message)
                .findFirst();
    }
}
