package io.busbar.bus.outbound;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.busbar.bus.concurrent.BoundedExecutor;
import io.busbar.bus.concurrent.ExecutorLimits;
import io.busbar.bus.concurrent.ExecutorMetrics;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The hosts that a target has called lately. Users name any number of hosts, so those not called for a while are forgotten. */
final class HostGates {
    private static final Logger LOG = LoggerFactory.getLogger(HostGates.class);
    private static final int MAX_HOSTS = 10_000;
    private static final Duration RETENTION = Duration.ofMinutes(10);

    /** The circuit opens if half of at least ten of the last twenty attempts failed, and closes if two trials succeed. */
    private static final float FAILURE_RATE_PERCENT = 50;

    private static final int WINDOW = 20;
    private static final int MIN_ATTEMPTS = 10;
    private static final int TRIALS = 2;

    private final Vertx vertx;
    private final OutboundTarget target;
    private final ExecutorLimits executorLimits;
    private final ExecutorMetrics executorMetrics;
    private final CircuitBreakerConfig circuitBreakerConfig;
    private final Cache<String, HostGate> gates = Caffeine.newBuilder()
            .maximumSize(MAX_HOSTS)
            .expireAfterAccess(RETENTION)
            .build();

    HostGates(Vertx vertx, OutboundTarget target, MeterRegistry registry) {
        HostLimits limits = target.limits().perHost();
        this.vertx = vertx;
        this.target = target;
        this.executorLimits = new ExecutorLimits(
                limits.maxConcurrent(), limits.maxQueued(), "The host is busy", OutboundError.RETRY_AFTER);
        this.executorMetrics = new ExecutorMetrics(registry, "outbound-" + target.name());
        this.circuitBreakerConfig = CircuitBreakerConfig.custom()
                .failureRateThreshold(FAILURE_RATE_PERCENT)
                .slidingWindowSize(WINDOW)
                .minimumNumberOfCalls(MIN_ATTEMPTS)
                .permittedNumberOfCallsInHalfOpenState(TRIALS)
                .waitDurationInOpenState(limits.circuitOpenTime())
                .writableStackTraceEnabled(false)
                .build();
    }

    HostGate of(OutboundUrl url) {
        return gates.get(url.hostInUrl() + ":" + url.port(), host -> create(url));
    }

    /** Returns the number of hosts that are left alone at the moment. */
    long openCircuits() {
        return gates.asMap().values().stream().filter(HostGate::isOpen).count();
    }

    private HostGate create(OutboundUrl url) {
        CircuitBreaker circuitBreaker = CircuitBreaker.of(target.name(), circuitBreakerConfig);
        circuitBreaker
                .getEventPublisher()
                .onStateTransition(event -> LOG.warn(
                        "{}: the circuit of {} is {}",
                        target.name(),
                        url.host(),
                        event.getStateTransition().getToState()));
        BoundedExecutor executor = new BoundedExecutor(vertx, target.name(), executorLimits, executorMetrics);
        return new HostGate(target, url.host(), executor, circuitBreaker);
    }
}
