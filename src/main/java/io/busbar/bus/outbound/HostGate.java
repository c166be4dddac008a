package io.busbar.bus.outbound;

import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.concurrent.BoundedExecutor;
import io.busbar.bus.outbound.OutboundError.CircuitOpen;
import io.busbar.bus.outbound.OutboundError.DeadlineExceeded;
import io.busbar.bus.outbound.OutboundError.HostBusy;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The requests of a target to one host: limits how many run at once, and refuses all while the host's circuit is open. */
final class HostGate {
    private static final int FIRST_SERVER_ERROR = 500;

    private final OutboundTarget target;
    private final String host;
    private final BoundedExecutor executor;
    private final CircuitBreaker circuitBreaker;

    HostGate(OutboundTarget target, String host, BoundedExecutor executor, CircuitBreaker circuitBreaker) {
        this.target = target;
        this.host = host;
        this.executor = executor;
        this.circuitBreaker = circuitBreaker;
    }

    /** Runs an attempt, as soon as fewer than the maximum run. */
    Future<OutboundResponse> run(Instant deadline, Supplier<Future<OutboundResponse>> attempt) {
        return executor.run(deadline, () -> runUnlessOpen(attempt))
                .recover(cause ->
                        Future.failedFuture(isRejection(cause) ? target.exception(rejection(deadline)) : cause));
    }

    boolean isOpen() {
        return circuitBreaker.getState() == CircuitBreaker.State.OPEN;
    }

    private Future<OutboundResponse> runUnlessOpen(Supplier<Future<OutboundResponse>> attempt) {
        if (!circuitBreaker.tryAcquirePermission()) {
            return Future.failedFuture(target.exception(
                    new CircuitOpen(host, target.limits().perHost().circuitOpenTime())));
        }
        long startedNanos = System.nanoTime();
        return attempt.get().onComplete(outcome -> record(outcome, System.nanoTime() - startedNanos));
    }

    /** Records every outcome, or returns the permission: a half-open circuit would otherwise stay half-open. */
    private void record(AsyncResult<OutboundResponse> outcome, long nanos) {
        if (outcome.succeeded()) {
            if (outcome.result().status() < FIRST_SERVER_ERROR) {
                circuitBreaker.onSuccess(nanos, TimeUnit.NANOSECONDS);
            } else {
                circuitBreaker.onError(nanos, TimeUnit.NANOSECONDS, new IllegalStateException("server error"));
            }
        } else if (outcome.cause() instanceof OutboundException known
                && known.error().countsAgainstHost()) {
            circuitBreaker.onError(nanos, TimeUnit.NANOSECONDS, known);
        } else {
            circuitBreaker.releasePermission();
        }
    }

    private OutboundError rejection(Instant deadline) {
        return Instant.now().isBefore(deadline) ? new HostBusy(host) : new DeadlineExceeded(host);
    }

    private static boolean isRejection(Throwable cause) {
        return cause instanceof Failure failure && failure.code() == FailureCode.SERVICE_UNAVAILABLE;
    }
}
