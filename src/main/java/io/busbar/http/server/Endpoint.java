package io.busbar.http.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.bus.AccessCheck;
import io.busbar.bus.Operation;
import io.busbar.bus.RequestContext;
import io.busbar.bus.json.RequestReader;
import io.busbar.bus.response.Response;
import io.busbar.bus.runtime.engine.SnapshotOperation;
import io.busbar.http.FrontendDependencies;
import io.busbar.http.request.QueryString;
import io.busbar.http.response.JsonRenderer;
import io.busbar.http.response.ResponseRenderer;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One operation, prepared once for HTTP. {@link #serve} names the six steps of a request. Most requests run through all of them without
 * leaving the event loop and wait only for the bus.
 */
public final class Endpoint<I, O> {
    /** A request that is dispatched later than this after its authentication is authenticated again. */
    private static final long MAX_AUTHENTICATION_AGE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final FrontendContext frontend;
    private final Operation<I, O> operation;
    private final EndpointReader<I> reader;
    private final EndpointCaller<I, O> caller;
    private final ResponseRenderer renderer;
    private final FrontendMetrics.OperationLatency operationLatency;
    private final Supplier<Future<Void>> compilation;
    private final BiConsumer<Exchange, Throwable> onCallFailed;

    private Endpoint(
            FrontendContext frontend,
            Operation<I, O> operation,
            RequestReader<I> requestReader,
            Supplier<Future<Void>> compilation,
            FrontendDependencies dependencies,
            BiConsumer<Exchange, Throwable> onCallFailed) {
        this.frontend = frontend;
        this.operation = operation;
        this.reader = new EndpointReader<>(operation, requestReader, dependencies);
        this.renderer = ResponseRenderer.of(operation, dependencies.blobStore());
        this.caller = new EndpointCaller<>(operation, dependencies, renderer);
        this.operationLatency = frontend.metrics().latency(operation.metricName());
        this.compilation = compilation;
        this.onCallFailed = onCallFailed;
    }

    public static <I, O> Endpoint<I, O> of(
            FrontendContext frontend, Operation<I, O> operation, FrontendDependencies dependencies) {
        RequestReader<I> compiled = dependencies.readers().of(operation);
        return new Endpoint<>(frontend, operation, compiled, Future::succeededFuture, dependencies, Exchange::fail);
    }

    /**
     * Prepares a runtime operation.
     *
     * @param onCallFailed responds to the failure of a call, or serves the request by a newer declaration
     */
    static Endpoint<ObjectNode, Object> ofRuntime(
            FrontendContext frontend,
            SnapshotOperation found,
            FrontendDependencies dependencies,
            BiConsumer<Exchange, Throwable> onCallFailed) {
        return new Endpoint<>(
                frontend, found.operation(), found.reader(), found::whenCompiled, dependencies, onCallFailed);
    }

    String name() {
        return operation.name();
    }

    Duration timeLimit() {
        return operation.timeout();
    }

    FrontendMetrics.OperationLatency latency() {
        return operationLatency;
    }

    /** Completes when the endpoint can serve requests. */
    Future<Void> whenCompiled() {
        return compilation.get();
    }

    /** Serves a request with these path parameters. Another endpoint may have read its body before. */
    void serve(Exchange exchange, List<String> parameterNames, List<String> parameterValues) {
        exchange.assignEndpoint(this);
        authenticate(exchange, () -> limit(exchange, () -> proceed(exchange, parameterNames, parameterValues)));
    }

    private void proceed(Exchange exchange, List<String> parameterNames, List<String> parameterValues) {
        authorize(exchange);
        Map<String, String> path = pathParameters(parameterNames, parameterValues);
        read(exchange, path, request -> dispatch(exchange, request, result -> render(exchange, result)));
    }

    /** Sets the principal of the exchange. Requests with invalid tokens count against the rate limit of the client address. */
    private void authenticate(Exchange exchange, Runnable next) {
        exchange.then(
                frontend.authenticator().authenticate(exchange),
                principal -> {
                    exchange.principal(principal);
                    next.run();
                },
                failure -> limit(exchange, () -> exchange.fail(failure)));
    }

    private void limit(Exchange exchange, Runnable next) {
        frontend.rateLimitGate().admit(exchange, operation.tier(), next);
    }

    private void authorize(Exchange exchange) {
        AccessCheck.require(operation, exchange.principal());
        if (operation.response() instanceof Response.SessionResult) {
            frontend.authenticator().requireSameOrigin(exchange);
        }
    }

    private void read(Exchange exchange, Map<String, String> path, Consumer<EndpointReader.ReadRequest<I>> next) {
        long authenticatedAtNanos = System.nanoTime();
        reader.read(exchange, path, request -> {
            if (isFresh(exchange, authenticatedAtNanos)) {
                next.accept(request.get());
            } else {
                reauthenticate(exchange, () -> next.accept(request.get()));
            }
        });
    }

    private static boolean isFresh(Exchange exchange, long authenticatedAtNanos) {
        return exchange.principal() instanceof RequestContext.AnonymousPrincipal
                || System.nanoTime() - authenticatedAtNanos < MAX_AUTHENTICATION_AGE_NANOS;
    }

    /** Authenticates again after reading the body took long, so that a token revoked meanwhile is rejected. */
    private void reauthenticate(Exchange exchange, Runnable next) {
        exchange.then(frontend.authenticator().authenticate(exchange), principal -> {
            exchange.principal(principal);
            AccessCheck.require(operation, principal);
            next.run();
        });
    }

    private void dispatch(
            Exchange exchange, EndpointReader.ReadRequest<I> request, Consumer<EndpointCaller.CallResult> next) {
        exchange.deadline.startProcessing(operation.timeout(), System.nanoTime());
        exchange.then(
                caller.call(exchange, request.record(), request.idempotencyKey()),
                next,
                cause -> onCallFailed.accept(exchange, cause));
    }

    private void render(Exchange exchange, EndpointCaller.CallResult result) {
        if (result.replayed()) {
            exchange.response.headers().set(HeaderNames.IDEMPOTENCY_REPLAYED, HeaderNames.TRUE);
        }
        if (result.json() != null && renderer instanceof JsonRenderer jsonRenderer) {
            jsonRenderer.render(exchange, result.value(), result.json());
        } else {
            renderer.render(exchange, result.value());
        }
    }

    private static Map<String, String> pathParameters(List<String> parameterNames, List<String> parameterValues) {
        if (parameterNames.isEmpty()) {
            return Map.of();
        }
        Map<String, String> pathParameters = LinkedHashMap.newLinkedHashMap(parameterNames.size());
        for (int i = 0; i < parameterNames.size(); i++) {
            QueryString.rejectNul(parameterNames.get(i), parameterValues.get(i));
            pathParameters.put(parameterNames.get(i), parameterValues.get(i));
        }
        return pathParameters;
    }
}
