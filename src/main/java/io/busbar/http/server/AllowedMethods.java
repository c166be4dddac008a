package io.busbar.http.server;

import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** The methods that a path supports. */
public record AllowedMethods(Collection<HttpMethod> methods) {

    public static AllowedMethods of(HttpMethod... methods) {
        return new AllowedMethods(List.of(methods));
    }

    /** Returns whether the path itself serves this method. OPTIONS is always served by {@link #respond}. */
    public boolean serves(HttpMethod method) {
        return methods.contains(method) && !method.equals(HttpMethod.OPTIONS);
    }

    /**
     * Responds to a request with a method that the path does not serve: to OPTIONS with the supported methods, for CORS too, and to all
     * others with METHOD_NOT_ALLOWED.
     */
    public void respond(Exchange exchange) {
        String names = methods.stream().map(HttpMethod::name).collect(Collectors.joining(", "));
        exchange.response.headers().set(HttpHeaders.ALLOW, names);
        if (!exchange.method().equals(HttpMethod.OPTIONS)) {
            exchange.fail(Failure.of(FailureCode.METHOD_NOT_ALLOWED, "This path only supports " + names));
            return;
        }
        String origin = exchange.request.headers().get(HttpHeaders.ORIGIN);
        if (origin != null) {
            exchange.tracker.frontend.cors().preflight(origin, names, exchange.response.headers());
        }
        exchange.responseWriter.end(204);
    }
}
