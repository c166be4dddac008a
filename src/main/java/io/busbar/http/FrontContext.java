package io.busbar.http;

import io.busbar.bus.Contract;
import io.busbar.data.KeyedHash;
import io.busbar.http.bridge.Bridge;
import io.busbar.http.call.AccessLog;
import io.busbar.http.limits.RateLimits;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.List;

/** What all HTTP verticles of a front share. */
final class FrontContext {
    private final FrontSettings settings;
    private final RateLimits limits;
    private final RateLimitGate admission;
    private final ListeningSocket listener = new ListeningSocket();
    private final DateHeader clock = new DateHeader();
    private final SecurityHeaders security;
    private final Cors cors;
    private final Authenticator guard;
    private final KeyedHash fingerprints;
    private final FailureRenderer failures;
    private final AccessLog log = new AccessLog();
    private final FrontMetrics meters;
    private final Bridge bridge;
    private final JvmGcMetrics collector;
    private volatile boolean draining;

    FrontContext(FrontSettings settings, FrontParts parts, List<Contract> contracts) {
        this.settings = settings;
        FrontSettings.Rates rates = settings.rates();
        limits = RateLimits.open(parts.redis(), rates.general(), rates.auth(), rates.user(), parts.meters());
        admission = new RateLimitGate(limits);
        security = new SecurityHeaders();
        cors = new Cors(settings.origins());
        guard = new Authenticator(parts.tokens(), cors);
        fingerprints = parts.fingerprints();
        failures = new FailureRenderer(log);
        meters = new FrontMetrics(parts.meters());
        bridge = new Bridge(
                contracts,
                new Bridge.Parts(
                        parts.bus(),
                        parts.tokens(),
                        parts.fingerprints(),
                        limits,
                        parts.live(),
                        log,
                        parts.meters(),
                        settings.sockets()));
        collector = ProcessMetrics.show(parts.meters());
    }

    /** Puts on the answer what every answer carries. */
    void announce(Exchange exchange) {
        MultiMap answer = exchange.response.headers();
        security.addTo(answer, exchange.client.secure());
        answer.add(HttpHeaders.DATE, clock.date());
        answer.add(HeaderNames.REQUEST_ID, exchange.requestId);
        answer.add(HeaderNames.TRACEPARENT, exchange.trace);
        String origin = exchange.request.headers().get(HttpHeaders.ORIGIN);
        if (origin != null) {
            cors.open(origin, answer);
        }
    }

    /** Counts and logs a request that is over. */
    void ended(Exchange exchange) {
        long nanos = System.nanoTime() - exchange.started;
        meters.record(exchange, nanos);
        if (log.isOn()) {
            log.record(exchange.line(nanos));
        }
    }

    void startDraining() {
        draining = true;
    }

    void close() {
        collector.close();
    }

    /** Whether clients are being sent away. */
    boolean draining() {
        return draining;
    }

    FrontSettings settings() {
        return settings;
    }

    RateLimits limits() {
        return limits;
    }

    RateLimitGate admission() {
        return admission;
    }

    Bridge bridge() {
        return bridge;
    }

    ListeningSocket listener() {
        return listener;
    }

    DateHeader clock() {
        return clock;
    }

    Cors cors() {
        return cors;
    }

    Authenticator guard() {
        return guard;
    }

    KeyedHash fingerprints() {
        return fingerprints;
    }

    FailureRenderer failures() {
        return failures;
    }

    AccessLog log() {
        return log;
    }

    FrontMetrics meters() {
        return meters;
    }
}
