package io.busbar.http;

import io.busbar.bus.Caller;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.RateTier;
import io.busbar.http.limits.RateLimit;
import io.busbar.http.limits.RateLimits;
import io.vertx.core.MultiMap;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Lets a request pass if its allowance does, and says on the answer how much of it is left. */
final class RateLimitGate {
    private final RateLimits limits;

    RateLimitGate(RateLimits limits) {
        this.limits = limits;
    }

    /** Goes on if the caller may: on their own allowance when signed in, else on that of their address. */
    void admit(Exchange exchange, RateTier tier, Runnable next) {
        if (tier == RateTier.AUTH) {
            take(exchange, limits.auth(), exchange.client.subject(), next);
        } else if (exchange.who() instanceof Caller.User user) {
            take(exchange, limits.user(), user.id(), next);
        } else {
            take(exchange, limits.general(), exchange.client.subject(), next);
        }
    }

    private static void take(Exchange exchange, RateLimit limit, Object subject, Runnable next) {
        exchange.then(limit.take(subject), standing -> {
            MultiMap answer = exchange.response.headers();
            answer.set(HeaderNames.RATE_LIMIT_POLICY, limit.policy());
            answer.set(HeaderNames.RATE_LIMIT, limit.header(standing));
            if (!standing.admitted()) {
                throw new Failure(
                        FailureCode.RATE_LIMIT_EXCEEDED,
                        FailureCode.RATE_LIMIT_EXCEEDED.text(),
                        Map.of(),
                        List.of(),
                        Duration.ofSeconds(standing.reset()));
            }
            next.run();
        });
    }
}
