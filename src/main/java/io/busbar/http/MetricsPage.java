package io.busbar.http;

import io.busbar.bus.Caller;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Role;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;

/** The node's meters as Prometheus reads them, for addresses that are allowed and for admins. */
final class MetricsPage {
    private static final String FORMAT = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusMeterRegistry meters;
    private final FrontContext site;

    MetricsPage(PrometheusMeterRegistry meters, FrontContext site) {
        this.meters = meters;
        this.site = site;
    }

    void show(Exchange exchange) {
        if (!ClientAddress.isForwarded(exchange.request.headers())
                && ClientAddress.isIn(site.settings().metricsAllow(), exchange.client.address())) {
            scrape(exchange);
            return;
        }
        exchange.then(site.guard().identify(exchange), who -> {
            exchange.who(who);
            if (who instanceof Caller.Nobody) {
                throw Failure.of(FailureCode.UNAUTHORIZED);
            }
            if (!(who instanceof Caller.User user && user.role() == Role.ADMIN)) {
                throw Failure.of(FailureCode.FORBIDDEN);
            }
            scrape(exchange);
        });
    }

    /** Formatting thousands of series takes milliseconds, which no request on the event loop should wait for. */
    private void scrape(Exchange exchange) {
        Promise<String> text = Promise.promise();
        Thread.startVirtualThread(() -> {
            try {
                text.complete(meters.scrape());
            } catch (RuntimeException e) {
                text.fail(e);
            }
        });
        exchange.then(text.future(), scraped -> exchange.endText(200, FORMAT, Buffer.buffer(scraped)));
    }
}
