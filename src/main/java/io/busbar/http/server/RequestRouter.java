package io.busbar.http.server;

import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.RateTier;
import io.busbar.http.pages.PageRoutes;
import io.busbar.http.request.FramingCheck;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import java.util.Set;

/**
 * Entry point for the requests of one HTTP verticle. Routes {@code /api} and {@code /api/v1} to operations and all other paths to
 * pages.
 */
final class RequestRouter implements Handler<HttpServerRequest> {
    private static final String API_PREFIX = "/api/";
    private static final String VERSION_PREFIX = "v1/";

    private final FrontendContext frontend;
    private final ConnectionTracker tracker;
    private final RouteTable routes;
    private final RuntimeRouter runtimeRouter;
    private final Router pages;

    RequestRouter(
            FrontendContext frontend,
            ConnectionTracker tracker,
            RouteTable routes,
            RuntimeRouter runtimeRouter,
            Router pages) {
        this.frontend = frontend;
        this.tracker = tracker;
        this.routes = routes;
        this.runtimeRouter = runtimeRouter;
        this.pages = pages;
    }

    @Override
    public void handle(HttpServerRequest request) {
        if (tracker.isClosing(request.connection())) {
            return;
        }
        String path = request.path();
        boolean isApiPath = path != null && path.startsWith(API_PREFIX) && !PageRoutes.API_HEALTH_PATHS.contains(path);
        if (path != null && path.startsWith("/") && !isApiPath) {
            pages.handle(request);
            return;
        }
        Exchange exchange = tracker.beginExchange(request);
        try {
            FramingCheck.check(exchange);
            if (isApiPath) {
                serve(exchange, path);
            } else {
                throw Failure.of(FailureCode.MALFORMED_REQUEST, "The path must start with a slash");
            }
        } catch (RuntimeException e) {
            exchange.fail(e);
        }
    }

    private void serve(Exchange exchange, String path) {
        int from = start(path);
        RouteTable.RouteMatch routeMatch = routes.find(exchange.method(), path, from);
        RouteTable.RouteTarget routeTarget = routeMatch.target();
        if (routeTarget != null) {
            routeTarget.endpoint().serve(exchange, routeTarget.parameterNames(), routeMatch.parameterValues());
        } else if (runtimeRouter.hasHosts()) {
            runtimeRouter.serve(exchange, routeMatch.allowedMethods(), this::handleUnmatched);
        } else {
            handleUnmatched(exchange, routeMatch.allowedMethods());
        }
    }

    /** Returns the position in an API path at which the paths of operations start. */
    static int start(String path) {
        return path.startsWith(VERSION_PREFIX, API_PREFIX.length())
                ? API_PREFIX.length() + VERSION_PREFIX.length()
                : API_PREFIX.length();
    }

    /**
     * Handles requests without a matching operation. All but preflights count against the rate limit, so that paths cannot be scanned
     * for free.
     */
    private void handleUnmatched(Exchange exchange, Set<HttpMethod> allowedMethods) {
        AllowedMethods allowed = new AllowedMethods(allowedMethods);
        if (exchange.method().equals(HttpMethod.OPTIONS) && !allowedMethods.isEmpty()) {
            allowed.respond(exchange);
            return;
        }
        frontend.rateLimitGate().admit(exchange, RateTier.GENERAL, () -> {
            if (allowedMethods.isEmpty()) {
                throw Failure.of(FailureCode.NOT_FOUND, "This path does not exist");
            }
            allowed.respond(exchange);
        });
    }
}
