package io.busbar.bus.outbound;

import io.vertx.core.AsyncResult;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Decides whether and when a request is repeated: after an error or status that another attempt may change, if the request may be repeated
 * or was not sent at all. The pause is random between nothing and a bound that doubles with each attempt (full jitter), unless the server
 * says how long to wait.
 */
final class RetryPolicy {
    private static final Duration FIRST_BOUND = Duration.ofMillis(200);
    private static final Duration MAX_BOUND = Duration.ofSeconds(5);

    /** Too many requests, bad gateway, unavailable, gateway timeout. */
    private static final Set<Integer> TRANSIENT_STATUSES = Set.of(429, 502, 503, 504);

    private final int maxAttempts;
    private final Instant deadline;

    RetryPolicy(int maxAttempts, Instant deadline) {
        this.maxAttempts = maxAttempts;
        this.deadline = deadline;
    }

    /**
     * Returns the pause before the next attempt; empty if this outcome is final, also because the pause would end after the deadline.
     *
     * @param attempts the number of attempts so far
     */
    Optional<Duration> pauseAfter(OutboundRequest request, AsyncResult<OutboundResponse> outcome, int attempts) {
        if (attempts >= maxAttempts || !mayRepeat(request, outcome)) {
            return Optional.empty();
        }
        Instant now = Instant.now();
        Duration pause = jitter(attempts);
        if (outcome.succeeded()) {
            pause = RetryAfter.of(outcome.result(), now).orElse(Duration.ZERO).plus(pause);
        }
        return now.plus(pause).isBefore(deadline) ? Optional.of(pause) : Optional.empty();
    }

    private static boolean mayRepeat(OutboundRequest request, AsyncResult<OutboundResponse> outcome) {
        if (outcome.succeeded()) {
            return request.isRepeatable()
                    && TRANSIENT_STATUSES.contains(outcome.result().status());
        }
        return outcome.cause() instanceof OutboundException known
                && known.error().isTransient()
                && (request.isRepeatable() || known.error().isBeforeSending());
    }

    private static Duration jitter(int attempts) {
        long bound = Math.min(MAX_BOUND.toMillis(), FIRST_BOUND.toMillis() << Math.min(attempts - 1, 20));
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(bound + 1));
    }
}
