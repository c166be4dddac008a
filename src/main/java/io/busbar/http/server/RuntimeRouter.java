package io.busbar.http.server;

import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Operation;
import io.busbar.bus.RateTier;
import io.busbar.bus.runtime.engine.OperationSetView;
import io.busbar.bus.runtime.engine.OperationSnapshot;
import io.busbar.bus.runtime.engine.SnapshotOperation;
import io.busbar.http.FrontendDependencies;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Routes requests to runtime operations, by a snapshot that is current. A request whose operation has changed by
 * the time it reaches the service is routed again: nothing was begun, and the body is retained.
 */
public final class RuntimeRouter {
    private final FrontendContext frontend;
    private final FrontendDependencies dependencies;
    private final OperationSetView view;
    /** The endpoints of the newest snapshot; those of operations that did not change stay. */
    private Map<SnapshotOperation, Endpoint<?, ?>> endpoints = Map.of();

    private volatile RouteTable routes = new RouteTable();

    /** Creates the router and follows the changes of the operations. */
    public RuntimeRouter(FrontendContext frontend, FrontendDependencies dependencies) {
        this.frontend = frontend;
        this.dependencies = dependencies;
        this.view = dependencies.operationSetView();
        view.addListener(this::replace);
    }

    /** The view calls it with one snapshot after the other. */
    private void replace(OperationSnapshot snapshot) {
        Map<SnapshotOperation, Endpoint<?, ?>> newEndpoints = new HashMap<>();
        RouteTable newRoutes = new RouteTable();
        for (SnapshotOperation found : snapshot.operations()) {
            Endpoint<?, ?> known = endpoints.get(found);
            Endpoint<?, ?> endpoint =
                    known == null ? Endpoint.ofRuntime(frontend, found, dependencies, this::onCallFailed) : known;
            newEndpoints.put(found, endpoint);
            Operation<?, ?> operation = found.operation();
            newRoutes.add(operation.method(), operation.path(), endpoint);
        }
        endpoints = newEndpoints;
        routes = newRoutes;
    }

    /** Returns whether a request that matches no operation of the code may match another one. */
    boolean hasHosts() {
        return view.hasHosts();
    }

    /**
     * Serves a request that matches no operation of the code. It waits for the database only if its path may be declared and the code has
     * no operation with it; a path that was not declared so far is charged to the rate limit before.
     *
     * @param codeMethods the methods of operations of the code that have this path
     * @param unmatched   responds if no operation matches, and gets the methods that the path supports
     */
    void serve(Exchange exchange, Set<HttpMethod> codeMethods, BiConsumer<Exchange, Set<HttpMethod>> unmatched) {
        RouteTable.RouteMatch known = find(exchange);
        if (known.target() != null || view.isCurrent()) {
            serveByCurrent(exchange, codeMethods, unmatched);
        } else if (!codeMethods.isEmpty() || !view.mayHavePath(operationPath(exchange))) {
            // Preflights and mistakes of clients of the code's operations don't depend on the database.
            unmatched.accept(exchange, union(codeMethods, known.allowedMethods()));
        } else if (exchange.method().equals(HttpMethod.OPTIONS)
                && !known.allowedMethods().isEmpty()) {
            serveByCurrent(exchange, codeMethods, unmatched);
        } else {
            frontend.rateLimitGate()
                    .admit(exchange, RateTier.GENERAL, () -> serveByCurrent(exchange, codeMethods, unmatched));
        }
    }

    private void serveByCurrent(
            Exchange exchange, Set<HttpMethod> codeMethods, BiConsumer<Exchange, Set<HttpMethod>> unmatched) {
        exchange.body.retain();
        exchange.then(view.current(), snapshot -> {
            RouteTable.RouteMatch match = find(exchange);
            RouteTable.RouteTarget target = match.target();
            if (target == null) {
                unmatched.accept(exchange, union(codeMethods, match.allowedMethods()));
            } else {
                serve(exchange, target, match.parameterValues());
            }
        });
    }

    /** Serves a request by its endpoint. If that can't read requests yet, the request is charged to the rate limit before it waits. */
    private void serve(Exchange exchange, RouteTable.RouteTarget target, List<String> parameterValues) {
        Endpoint<?, ?> endpoint = target.endpoint();
        Future<Void> compiled = endpoint.whenCompiled();
        Runnable serve = () ->
                exchange.then(compiled, ready -> endpoint.serve(exchange, target.parameterNames(), parameterValues));
        if (compiled.isComplete()) {
            serve.run();
        } else {
            frontend.rateLimitGate().admit(exchange, RateTier.GENERAL, serve);
        }
    }

    private static Set<HttpMethod> union(Set<HttpMethod> some, Set<HttpMethod> others) {
        Set<HttpMethod> all = new LinkedHashSet<>(some);
        all.addAll(others);
        return all;
    }

    /** Returns the path as operations declare it. */
    private static String operationPath(Exchange exchange) {
        String path = exchange.path();
        return path.substring(RequestRouter.start(path) - 1);
    }

    private RouteTable.RouteMatch find(Exchange exchange) {
        String path = exchange.path();
        return routes.find(exchange.method(), path, RequestRouter.start(path));
    }

    private void onCallFailed(Exchange exchange, Throwable cause) {
        exchange.then(view.snapshotForRetry(cause, exchange.countAttempt()), newer -> retry(exchange));
    }

    private void retry(Exchange exchange) {
        RouteTable.RouteMatch match = find(exchange);
        RouteTable.RouteTarget target = match.target();
        if (target != null) {
            serve(exchange, target, match.parameterValues());
        } else if (match.allowedMethods().isEmpty()) {
            exchange.fail(Failure.of(FailureCode.NOT_FOUND, "This path does not exist"));
        } else {
            new AllowedMethods(List.copyOf(match.allowedMethods())).respond(exchange);
        }
    }
}
