package io.busbar.http.pages;

import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.RequestContext;
import io.busbar.bus.Require;
import io.busbar.bus.concurrent.OnVirtualThread;
import io.busbar.http.request.ClientAddress;
import io.busbar.http.server.Exchange;
import io.busbar.http.server.FrontendContext;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.buffer.Buffer;

/** The node's metrics in the Prometheus text format, for allowed addresses and for admins. */
final class MetricsEndpoint {
    private static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusMeterRegistry meterRegistry;
    private final FrontendContext frontend;

    MetricsEndpoint(PrometheusMeterRegistry meterRegistry, FrontendContext frontend) {
        this.meterRegistry = meterRegistry;
        this.frontend = frontend;
    }

    void serve(Exchange exchange) {
        if (!ClientAddress.isForwarded(exchange.request.headers())
                && ClientAddress.isInAny(frontend.settings().metricsAllowList(), exchange.clientAddress.address())) {
            scrape(exchange);
            return;
        }
        exchange.then(frontend.authenticator().authenticate(exchange), principal -> {
            exchange.principal(principal);
            Require.that(
                    !(principal instanceof RequestContext.AnonymousPrincipal),
                    () -> Failure.of(FailureCode.UNAUTHORIZED));
            Require.that(principal.isAdmin(), () -> Failure.of(FailureCode.FORBIDDEN));
            scrape(exchange);
        });
    }

    /** Formats the metrics on a virtual thread, because thousands of series take milliseconds, which would block the event loop. */
    private void scrape(Exchange exchange) {
        exchange.then(
                OnVirtualThread.call("metrics-scrape", meterRegistry::scrape),
                scraped -> exchange.responseWriter.endText(200, CONTENT_TYPE, Buffer.buffer(scraped)));
    }
}
