package io.busbar.bus.outbound;

import io.busbar.bus.RequestContext;
import io.busbar.bus.outbound.OutboundError.RefusedRequest;
import io.busbar.data.TransactionScope;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls one target. May be used from any thread; results arrive on the Vert.x context of the caller. */
public final class OutboundClient {
    private static final Logger LOG = LoggerFactory.getLogger(OutboundClient.class);

    private final Vertx vertx;
    private final HttpClientAgent client;
    private final NameResolver resolver;
    private final OutboundTarget target;
    private final HostGates gates;
    private final OutboundMetrics metrics;

    OutboundClient(
            Vertx vertx, HttpClientAgent client, NameResolver resolver, OutboundTarget target, MeterRegistry registry) {
        this.vertx = vertx;
        this.client = client;
        this.resolver = resolver;
        this.target = target;
        this.gates = new HostGates(vertx, target, registry);
        this.metrics = new OutboundMetrics(registry, target.name(), gates::openCircuits);
        requireValidBaseUrl();
    }

    OutboundTarget target() {
        return target;
    }

    /**
     * Sends a request and returns the response, whatever its status. Repeats it as the limits of the target allow, until the deadline of
     * the request context. It is refused inside a transaction, which would stay open meanwhile.
     *
     * @return a future that fails with an {@link OutboundException} if there is no response
     */
    public Future<OutboundResponse> send(OutboundRequest request, RequestContext requestContext) {
        TransactionScope.requireNone("A call of " + target.name());
        long startedNanos = System.nanoTime();
        return sendUnlessRefused(request, requestContext)
                .onComplete(outcome -> metrics.record(request, outcome, System.nanoTime() - startedNanos))
                .onFailure(cause -> logFailure(cause, request, requestContext));
    }

    /** The text of an error that is not expected could contain the URL. */
    private void logFailure(Throwable cause, OutboundRequest request, RequestContext requestContext) {
        String reason = cause instanceof OutboundException known
                ? known.error().message()
                : cause.getClass().getName();
        LOG.info("{}: {} failed ({}): {}", target.name(), request.method(), requestContext.requestId(), reason);
    }

    private Future<OutboundResponse> sendUnlessRefused(OutboundRequest request, RequestContext requestContext) {
        OutboundUrl url;
        try {
            HeaderCheck.requireAllowed(request.headers());
            url = url(request.url());
        } catch (OutboundUrl.RefusedUrlException e) {
            return Future.failedFuture(target.exception(new RefusedRequest(e.reason())));
        }
        Instant deadline = requestContext
                .withEarlierDeadline(Instant.now().plus(target.limits().totalTimeout()))
                .deadline();
        return new OutboundCall(vertx, client, resolver, gates, metrics, target, deadline).send(url, request, 0);
    }

    private OutboundUrl url(String requested) {
        if (!target.isVendor()) {
            return OutboundUrl.parse(requested, target.limits().ports());
        }
        if (!requested.startsWith("/")) {
            throw new OutboundUrl.RefusedUrlException("must be a path that begins with a slash");
        }
        return OutboundUrl.parse(target.baseUrl() + requested, target.limits().ports());
    }

    private void requireValidBaseUrl() {
        String baseUrl = target.baseUrl();
        try {
            if (baseUrl != null && (baseUrl.endsWith("/") || baseUrl.indexOf('?') >= 0 || baseUrl.indexOf('#') >= 0)) {
                throw new OutboundUrl.RefusedUrlException("must end without a slash, a query and a fragment");
            }
            if (baseUrl != null) {
                OutboundUrl.parse(baseUrl, target.limits().ports());
            }
        } catch (OutboundUrl.RefusedUrlException e) {
            throw new IllegalArgumentException("The base URL of " + target.name() + " " + e.reason(), e);
        }
    }
}
