package io.busbar.bus.outbound;

import io.busbar.bus.outbound.OutboundError.DeadlineExceeded;
import io.busbar.bus.outbound.OutboundError.RefusedRequest;
import io.busbar.bus.outbound.OutboundError.TimedOut;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** One call of a service: its attempts and redirects, until a response or an error is final. */
final class OutboundCall {
    private final Vertx vertx;
    private final HttpClientAgent client;
    private final NameResolver resolver;
    private final HostGates gates;
    private final OutboundMetrics metrics;
    private final OutboundTarget target;
    private final Instant deadline;
    private final RetryPolicy retryPolicy;

    OutboundCall(
            Vertx vertx,
            HttpClientAgent client,
            NameResolver resolver,
            HostGates gates,
            OutboundMetrics metrics,
            OutboundTarget target,
            Instant deadline) {
        this.vertx = vertx;
        this.client = client;
        this.resolver = resolver;
        this.gates = gates;
        this.metrics = metrics;
        this.target = target;
        this.deadline = deadline;
        this.retryPolicy = new RetryPolicy(target.limits().maxAttempts(), deadline);
    }

    /**
     * Sends the request and follows redirects.
     *
     * @param redirects the number of redirects so far
     */
    Future<OutboundResponse> send(OutboundUrl url, OutboundRequest request, int redirects) {
        return attempt(url, request, 1).compose(response -> {
            if (redirects >= target.limits().maxRedirects()) {
                return Future.succeededFuture(response);
            }
            return nextHop(url, response)
                    .map(next -> send(
                            next,
                            RedirectRule.request(request, response.status(), url.hasSameOrigin(next)),
                            redirects + 1))
                    .orElseGet(() -> Future.succeededFuture(response));
        });
    }

    private Optional<OutboundUrl> nextHop(OutboundUrl url, OutboundResponse response) {
        try {
            return RedirectRule.next(target, url, response);
        } catch (OutboundUrl.RefusedUrlException e) {
            throw target.exception(new RefusedRequest(e.reason()));
        }
    }

    private Future<OutboundResponse> attempt(OutboundUrl url, OutboundRequest request, int number) {
        return gates.of(url)
                .run(deadline, () -> exchange(url, request))
                .transform(outcome -> retryPolicy
                        .pauseAfter(request, outcome, number)
                        .map(pause -> pause(pause).compose(over -> attempt(url, request, number + 1)))
                        .orElseGet(() -> outcome.succeeded()
                                ? Future.succeededFuture(outcome.result())
                                : Future.failedFuture(outcome.cause())));
    }

    private Future<Long> pause(Duration pause) {
        metrics.retried();
        return vertx.timer(Math.max(1, pause.toMillis())).map(0L);
    }

    private Future<OutboundResponse> exchange(OutboundUrl url, OutboundRequest request) {
        Integer maxBytes = request.maxResponseBytes();
        OutboundExchange exchange = new OutboundExchange(
                client, target, url, request, maxBytes == null ? target.limits().maxResponseBytes() : maxBytes);
        long timer = abortInTime(exchange, url, request);
        resolver.resolve(target, url).onComplete(exchange::start, exchange::fail);
        return exchange.result().onComplete(ended -> vertx.cancelTimer(timer));
    }

    /** Ends the exchange after the time for one attempt, or at the deadline if that is earlier. */
    private long abortInTime(OutboundExchange exchange, OutboundUrl url, OutboundRequest request) {
        Duration requested = request.timeout();
        Duration timeout = requested == null ? target.limits().timeout() : requested;
        Duration remaining = Duration.between(Instant.now(), deadline);
        boolean deadlineFirst = remaining.compareTo(timeout) < 0;
        OutboundError error = deadlineFirst ? new DeadlineExceeded(url.host()) : new TimedOut(url.host());
        long millis = (deadlineFirst ? remaining : timeout).toMillis();
        return vertx.setTimer(Math.max(1, millis), fired -> exchange.abort(error));
    }
}
