package io.busbar.http.server;

import io.busbar.bus.Contract;
import io.busbar.data.listing.PageCount;
import io.busbar.http.FrontendDependencies;
import io.busbar.http.FrontendSettings;
import io.busbar.http.bridge.Bridge;
import io.busbar.http.limits.RateLimits;
import io.busbar.http.response.DateHeader;
import io.busbar.http.response.FailureRenderer;
import io.busbar.http.security.Authenticator;
import io.busbar.http.security.Cors;
import io.busbar.http.security.RateLimitGate;
import io.busbar.http.security.SecurityHeaders;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.stream.Stream;

/** State that all HTTP verticles of a frontend share. */
public final class FrontendContext {
    private final FrontendSettings settings;
    private final RateLimits rateLimits;
    private final RateLimitGate rateLimitGate;
    private final ListeningSocket listeningSocket = new ListeningSocket();
    private final DateHeader dateHeader = new DateHeader();
    private final SecurityHeaders securityHeaders;
    private final Cors cors;
    private final Authenticator authenticator;
    private final FailureRenderer failureRenderer;
    private final AccessLog accessLog = new AccessLog();
    private final FrontendMetrics metrics;
    private final Bridge bridge;
    private final JvmGcMetrics gcMetrics;
    private volatile boolean draining;

    public FrontendContext(FrontendSettings settings, FrontendDependencies dependencies, List<Contract> contracts) {
        this.settings = settings;
        FrontendSettings.RateQuotas rateQuotas = settings.rateQuotas();
        rateLimits = RateLimits.create(
                dependencies.redis(),
                rateQuotas.general(),
                rateQuotas.auth(),
                rateQuotas.user(),
                dependencies.meterRegistry());
        rateLimitGate = new RateLimitGate(rateLimits);
        securityHeaders = new SecurityHeaders();
        cors = new Cors(settings.allowedOrigins(), countHeaders(contracts));
        authenticator = new Authenticator(dependencies.tokens(), cors);
        failureRenderer = new FailureRenderer(accessLog);
        metrics = new FrontendMetrics(dependencies.meterRegistry());
        bridge = new Bridge(
                contracts,
                new Bridge.Dependencies(
                        dependencies.bus(),
                        dependencies.readers(),
                        dependencies.operationSetView(),
                        dependencies.tokens(),
                        dependencies.fingerprintHash(),
                        rateLimits,
                        dependencies.liveFeed(),
                        accessLog,
                        dependencies.meterRegistry(),
                        settings.socketLimits()));
        gcMetrics = ProcessMetrics.bindTo(dependencies.meterRegistry());
    }

    /** Returns the headers of the counts that lists declare. */
    private static Stream<String> countHeaders(List<Contract> contracts) {
        return contracts.stream()
                .flatMap(contract -> contract.routes().stream())
                .flatMap(operation -> operation.response().counts().stream())
                .map(PageCount::header)
                .distinct();
    }

    /** Adds the headers that every response has. */
    void addCommonHeaders(Exchange exchange) {
        MultiMap responseHeaders = exchange.response.headers();
        securityHeaders.addTo(responseHeaders, exchange.clientAddress.secure());
        responseHeaders.add(HttpHeaders.DATE, dateHeader.value());
        responseHeaders.add(HeaderNames.REQUEST_ID, exchange.requestId);
        responseHeaders.add(HeaderNames.TRACEPARENT, exchange.traceparent);
        String origin = exchange.request.headers().get(HttpHeaders.ORIGIN);
        if (origin != null) {
            cors.addHeaders(origin, responseHeaders);
        }
    }

    /** Records the metrics and the access log entry of a completed request. */
    void exchangeEnded(Exchange exchange) {
        long durationNanos = System.nanoTime() - exchange.startNanos;
        metrics.record(exchange, durationNanos);
        if (accessLog.isEnabled()) {
            accessLog.write(AccessLog.AccessLogEntry.of(exchange, durationNanos));
        }
    }

    public void startDraining() {
        draining = true;
    }

    /** Removes the listener of the garbage collector metrics, which would otherwise outlive the frontend. */
    public void close() {
        gcMetrics.close();
    }

    public boolean isDraining() {
        return draining;
    }

    public FrontendSettings settings() {
        return settings;
    }

    RateLimits rateLimits() {
        return rateLimits;
    }

    public RateLimitGate rateLimitGate() {
        return rateLimitGate;
    }

    Bridge bridge() {
        return bridge;
    }

    public ListeningSocket listeningSocket() {
        return listeningSocket;
    }

    DateHeader dateHeader() {
        return dateHeader;
    }

    public Cors cors() {
        return cors;
    }

    public Authenticator authenticator() {
        return authenticator;
    }

    FailureRenderer failureRenderer() {
        return failureRenderer;
    }

    AccessLog accessLog() {
        return accessLog;
    }

    FrontendMetrics metrics() {
        return metrics;
    }
}
