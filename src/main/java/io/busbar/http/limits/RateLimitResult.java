package io.busbar.http.limits;

import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Where a caller stands with a quota after a request.
 *
 * @param allowed  whether the request may go on
 * @param remaining how many more may follow at once
 * @param resetSeconds     seconds: until a refused request has a chance, else until the allowance is full again
 */
public record RateLimitResult(boolean allowed, long remaining, long resetSeconds) {

    /** What a caller is told who was not admitted. */
    public Failure toFailure() {
        return toFailure(Duration.ofSeconds(resetSeconds));
    }

    /** The same for one who may come back after such a time. */
    public static Failure toFailure(Duration retryAfter) {
        return new Failure(
                FailureCode.RATE_LIMIT_EXCEEDED,
                FailureCode.RATE_LIMIT_EXCEEDED.defaultMessage(),
                Map.of(),
                List.of(),
                retryAfter);
    }
}
