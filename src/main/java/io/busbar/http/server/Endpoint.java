package io.busbar.http.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.bus.Access;
import io.busbar.bus.Bus;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Operation;
import io.busbar.bus.RateTier;
import io.busbar.bus.RequestContext;
import io.busbar.bus.json.RequestReader;
import io.busbar.bus.response.Response;
import io.busbar.data.KeyedHash;
import io.busbar.http.BlobStore;
import io.busbar.http.request.BodyReader;
import io.busbar.http.request.IdempotencyKey;
import io.busbar.http.request.QueryString;
import io.busbar.http.response.CompressibleBody;
import io.busbar.http.response.JsonRenderer;
import io.busbar.http.response.ResponseRenderer;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One operation, prepared once for HTTP: authenticates the caller, checks the rate limit and the permissions, reads the request,
 * calls the bus, and renders the response. Most requests run through all steps without leaving the event loop and wait only for the
 * bus.
 */
public final class Endpoint {
    private static final int MAX_COOKIE_OR_HEADER_LENGTH = 1_000;

    /** A request that is dispatched later than this after its authentication is authenticated again. */
    private static final long MAX_AUTHENTICATION_AGE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final FrontendContext frontend;
    private final Pipeline<?, ?> pipeline;
    private final FrontendMetrics.OperationLatency operationLatency;

    private Endpoint(FrontendContext frontend, Pipeline<?, ?> pipeline) {
        this.frontend = frontend;
        this.pipeline = pipeline;
        this.operationLatency = frontend.metrics().latency(pipeline.operation.name());
    }

    public static <I, O> Endpoint of(
            FrontendContext frontend, Operation<I, O> operation, Bus bus, BlobStore blobStore) {
        RequestReader<I> reader = RequestReader.of(operation);
        return new Endpoint(
                frontend,
                new Pipeline<>(
                        operation,
                        reader,
                        BodyReader.of(operation, reader, blobStore),
                        ResponseRenderer.of(operation, blobStore),
                        bus,
                        frontend.fingerprintHash()));
    }

    private record Pipeline<I, O>(
            Operation<I, O> operation,
            RequestReader<I> reader,
            BodyReader bodyReader,
            ResponseRenderer renderer,
            Bus bus,
            KeyedHash fingerprintHash) {

        void read(Exchange exchange, Map<String, String> pathParameters, Consumer<Runnable> admitted) {
            MultiMap query = QueryString.parse(exchange.request.query());
            String idempotencyKey =
                    operation.supportsIdempotencyKey() ? IdempotencyKey.read(exchange.request.headers()) : null;
            bodyReader.read(
                    exchange,
                    reader.parameters(pathParameters, query),
                    requestJson -> admitted.accept(() -> dispatch(exchange, requestJson, idempotencyKey)));
        }

        private Future<SharedResult> readCoalesced(Exchange exchange, I request, JsonRenderer jsonRenderer) {
            CoalescingKey key = new CoalescingKey(operation.name(), request);
            return exchange.tracker.requestCoalescer().read(key, () -> readShared(exchange, request, jsonRenderer));
        }

        private Future<SharedResult> readShared(Exchange exchange, I request, JsonRenderer jsonRenderer) {
            RequestContext anonymous =
                    exchange.requestContext(operation.timeout(), null).asAnonymous();
            return bus.call(operation, request, anonymous)
                    .map(result -> new SharedResult(result, jsonRenderer.serialize(result)));
        }

        /** Returns the request components that come from cookies and headers, by name. */
        private Map<String, String> cookiesAndHeaders(Exchange exchange) {
            if (reader.cookies().isEmpty() && reader.headers().isEmpty()) {
                return Map.of();
            }
            MultiMap headers = exchange.request.headers();
            String cookieHeader = headers.get(HttpHeaders.COOKIE);
            Map<String, String> values = new HashMap<>();
            reader.cookies()
                    .forEach((component, sessionCookie) ->
                            putIfShort(values, component, exchange.cookies().read(sessionCookie, cookieHeader)));
            reader.headers().forEach((component, name) -> putIfShort(values, component, headers.get(name)));
            return values;
        }

        private static void putIfShort(Map<String, String> values, String component, @Nullable String value) {
            if (value != null && value.length() <= MAX_COOKIE_OR_HEADER_LENGTH) {
                values.put(component, value);
            }
        }

        private void dispatch(Exchange exchange, ObjectNode requestJson, @Nullable String idempotencyKey) {
            I typedRequest = reader.read(requestJson, cookiesAndHeaders(exchange));
            exchange.deadline.startProcessing(operation.timeout(), System.nanoTime());
            if (operation.access().isPublicShared() && renderer instanceof JsonRenderer jsonRenderer) {
                respondShared(exchange, typedRequest, jsonRenderer);
            } else {
                callService(exchange, typedRequest, idempotencyKey);
            }
        }

        private void respondShared(Exchange exchange, I typedRequest, JsonRenderer jsonRenderer) {
            exchange.then(
                    readCoalesced(exchange, typedRequest, jsonRenderer),
                    shared -> jsonRenderer.render(exchange, shared.result(), shared.body()));
        }

        private void callService(Exchange exchange, I typedRequest, @Nullable String idempotencyKey) {
            RequestContext.Idempotency idempotency = idempotencyKey == null
                    ? null
                    : IdempotencyKey.withFingerprint(operation, idempotencyKey, typedRequest, fingerprintHash);
            RequestContext requestContext = exchange.requestContext(operation.timeout(), idempotency);
            exchange.then(bus.callForReply(operation, typedRequest, requestContext), reply -> {
                if (reply.replayed()) {
                    exchange.response.headers().set(HeaderNames.IDEMPOTENCY_REPLAYED, HeaderNames.TRUE);
                }
                renderer.render(exchange, reply.result());
            });
        }
    }

    private record CoalescingKey(String operation, Object request) {}

    /** A result and its serialized body, shared by identical concurrent requests. */
    private record SharedResult(Object result, CompressibleBody body) {}

    String name() {
        return pipeline.operation.name();
    }

    Duration timeLimit() {
        return pipeline.operation.timeout();
    }

    FrontendMetrics.OperationLatency latency() {
        return operationLatency;
    }

    /** Serves a request with these path parameters. */
    void serve(Exchange exchange, List<String> parameterNames, List<String> parameterValues) {
        exchange.assignEndpoint(this);
        RateTier tier = pipeline.operation.tier();
        exchange.then(
                frontend.authenticator().authenticate(exchange),
                principal -> {
                    exchange.principal(principal);
                    frontend.rateLimitGate()
                            .admit(
                                    exchange,
                                    tier,
                                    () -> handleAdmitted(exchange, pathParameters(parameterNames, parameterValues)));
                },
                // Requests with invalid tokens count against the rate limit of the client address.
                failure -> frontend.rateLimitGate().admit(exchange, tier, () -> exchange.fail(failure)));
    }

    private void handleAdmitted(Exchange exchange, Map<String, String> pathParameters) {
        long authenticatedAtNanos = System.nanoTime();
        authorize(exchange);
        if (pipeline.operation.response() instanceof Response.SessionResult) {
            frontend.authenticator().requireSameOrigin(exchange);
        }
        pipeline.read(exchange, pathParameters, next -> reauthenticateIfStale(exchange, authenticatedAtNanos, next));
    }

    /** Authenticates again if reading the body took long, so that a token revoked meanwhile is rejected. */
    private void reauthenticateIfStale(Exchange exchange, long authenticatedAtNanos, Runnable next) {
        if (exchange.principal() instanceof RequestContext.AnonymousPrincipal
                || System.nanoTime() - authenticatedAtNanos < MAX_AUTHENTICATION_AGE_NANOS) {
            next.run();
            return;
        }
        exchange.then(frontend.authenticator().authenticate(exchange), principal -> {
            exchange.principal(principal);
            authorize(exchange);
            next.run();
        });
    }

    private void authorize(Exchange exchange) {
        Access access = pipeline.operation.access();
        if (!access.allowsAnonymous() && !access.allows(exchange.requestContext(timeLimit(), null))) {
            boolean isAnonymous = exchange.principal() instanceof RequestContext.AnonymousPrincipal;
            throw Failure.of(isAnonymous ? FailureCode.UNAUTHORIZED : FailureCode.FORBIDDEN);
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
