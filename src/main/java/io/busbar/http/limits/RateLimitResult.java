package io.busbar.http.limits;

import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The result of a rate limit check.
 *
 * @param allowed whether the request may proceed
 * @param remaining number of requests that may follow immediately
 * @param resetSeconds seconds until a rejected request can succeed, or else until the quota is full again
 */
public record RateLimitResult(boolean allowed, long remaining, long resetSeconds) {

    /** Returns the failure for a rejected request. */
    public Failure toFailure() {
        return toFailure(Duration.ofSeconds(resetSeconds));
    }

    /** Returns the failure for a request that may be repeated after {@code retryAfter}. */
    public static Failure toFailure(Duration retryAfter) {
        return new Failure(
                FailureCode.RATE_LIMIT_EXCEEDED,
                FailureCode.RATE_LIMIT_EXCEEDED.defaultMessage(),
                Map.of(),
                List.of(),
                retryAfter);
    }
}
