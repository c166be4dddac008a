package io.busbar.http;

import io.busbar.http.limits.RateLimits;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;

/** What all HTTP verticles of a front share. */
final class Site {
    private final FrontSettings settings;
    private final Admission admission;
    private final Listener listener = new Listener();
    private final Clock clock = new Clock();
    private final SecurityHeaders security;
    private final Cors cors;
    private final Guard guard;
    private final SessionCookies cookies;
    private final Failures failures;
    private final AccessLog log = new AccessLog();
    private final FrontMeters meters;
    private final JvmGcMetrics collector;
    private volatile boolean draining;

    Site(FrontSettings settings, FrontParts parts) {
        this.settings = settings;
        boolean tls = settings.tls() != null;
        FrontSettings.Rates rates = settings.rates();
        admission = new Admission(
                RateLimits.open(parts.redis(), rates.general(), rates.auth(), rates.user(), parts.meters()));
        security = new SecurityHeaders(tls);
        cors = new Cors(settings.origins());
        cookies = new SessionCookies(tls);
        guard = new Guard(parts.tokens(), cookies, cors);
        failures = new Failures(log);
        meters = new FrontMeters(parts.meters());
        collector = ProcessMeters.show(parts.meters());
    }

    /** Puts on the answer what every answer carries. */
    void announce(Exchange exchange) {
        MultiMap answer = exchange.response.headers();
        security.addTo(answer);
        answer.set(HttpHeaders.DATE, clock.date());
        answer.set(Fields.REQUEST_ID, exchange.requestId);
        answer.set(Fields.TRACEPARENT, exchange.trace);
        String origin = exchange.request.headers().get(HttpHeaders.ORIGIN);
        if (origin != null) {
            cors.open(origin, answer);
        }
    }

    /** Counts and logs a request that is over. */
    void ended(Exchange exchange) {
        long nanos = System.nanoTime() - exchange.started;
        meters.record(exchange, nanos);
        log.record(exchange, nanos);
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

    Admission admission() {
        return admission;
    }

    Listener listener() {
        return listener;
    }

    Clock clock() {
        return clock;
    }

    Cors cors() {
        return cors;
    }

    Guard guard() {
        return guard;
    }

    SessionCookies cookies() {
        return cookies;
    }

    Failures failures() {
        return failures;
    }

    AccessLog log() {
        return log;
    }

    FrontMeters meters() {
        return meters;
    }
}
