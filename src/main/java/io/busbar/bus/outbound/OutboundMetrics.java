package io.busbar.bus.outbound;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.AsyncResult;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The metrics of a target: {@code busbar.outbound.requests} by method and outcome (a status, or the kind of error), {@code .retries} and
 * {@code .circuits.open}. They are never by host, because users name any number of hosts.
 */
final class OutboundMetrics {
    private final MeterRegistry registry;
    private final String target;
    private final Counter retries;

    OutboundMetrics(MeterRegistry registry, String target, Supplier<Number> openCircuits) {
        this.registry = registry;
        this.target = target;
        this.retries = Counter.builder("busbar.outbound.retries")
                .description("Attempts after the first one")
                .tag("target", target)
                .register(registry);
        Gauge.builder("busbar.outbound.circuits.open", openCircuits)
                .description("Hosts that are left alone because they failed too often")
                .tag("target", target)
                .register(registry);
    }

    void retried() {
        retries.increment();
    }

    void record(OutboundRequest request, AsyncResult<OutboundResponse> outcome, long nanos) {
        Timer.builder("busbar.outbound.requests")
                .description("Outbound requests, with all attempts, by target, method and outcome")
                .tags("target", target, "method", request.method().name(), "outcome", describe(outcome))
                .register(registry)
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    private static String describe(AsyncResult<OutboundResponse> outcome) {
        if (outcome.succeeded()) {
            int status = outcome.result().status();
            return status >= 100 && status < 600 ? status / 100 + "xx" : "other";
        }
        return outcome.cause() instanceof OutboundException known
                ? known.error()
                        .getClass()
                        .getSimpleName()
                        .replaceAll("(?<=[a-z])(?=[A-Z])", "_")
                        .toLowerCase(Locale.ROOT)
                : "error";
    }
}
