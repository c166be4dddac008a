package io.busbar.http;

import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.RateTier;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import java.util.Set;
import java.util.stream.Collectors;

/** Where requests of one HTTP verticle come in: operations below {@code /api} and {@code /api/v1}, the front's pages elsewhere. */
final class RequestRouter implements Handler<HttpServerRequest> {
    private static final String API = "/api/";
    private static final String V1 = "v1/";

    private final FrontContext site;
    private final ConnectionTracker traffic;
    private final RouteTable routes;
    private final Router pages;

    RequestRouter(FrontContext site, ConnectionTracker traffic, RouteTable routes, Router pages) {
        this.site = site;
        this.traffic = traffic;
        this.routes = routes;
        this.pages = pages;
    }

    @Override
    public void handle(HttpServerRequest request) {
        if (traffic.isClosing(request.connection())) {
            return;
        }
        String path = request.path();
        boolean api = path != null && path.startsWith(API) && !Pages.BELOW_API.contains(path);
        if (path != null && path.startsWith("/") && !api) {
            pages.handle(request);
            return;
        }
        Exchange exchange = traffic.begin(request);
        try {
            Framing.check(exchange);
            if (api) {
                serve(exchange, path);
            } else {
                throw Failure.of(FailureCode.MALFORMED_REQUEST, "The address must begin with a slash");
            }
        } catch (RuntimeException e) {
            exchange.fail(e);
        }
    }

    private void serve(Exchange exchange, String path) {
        int from = path.startsWith(V1, API.length()) ? API.length() + V1.length() : API.length();
        RouteTable.Match match = routes.find(exchange.method(), path, from);
        RouteTable.Target target = match.target();
        if (target != null) {
            target.endpoint().serve(exchange, target.names(), match.values());
        } else {
            elsewhere(exchange, match.allowed());
        }
    }

    /** No operation has that path and method. Unlimited guessing of paths is not free either. */
    private void elsewhere(Exchange exchange, Set<HttpMethod> methods) {
        String allowed = methods.stream().map(HttpMethod::name).collect(Collectors.joining(", "));
        String origin = exchange.request.headers().get(HttpHeaders.ORIGIN);
        if (exchange.method().equals(HttpMethod.OPTIONS) && !methods.isEmpty()) {
            exchange.response.headers().set(HttpHeaders.ALLOW, allowed);
            if (origin != null) {
                site.cors().preflight(origin, allowed, exchange.response.headers());
            }
            exchange.end(204);
            return;
        }
        site.admission().admit(exchange, RateTier.GENERAL, () -> {
            if (methods.isEmpty()) {
                throw Failure.of(FailureCode.NOT_FOUND, "There is nothing at this path");
            }
            exchange.response.headers().set(HttpHeaders.ALLOW, allowed);
            throw Failure.of(FailureCode.METHOD_NOT_ALLOWED, "This path answers " + allowed);
        });
    }
}
