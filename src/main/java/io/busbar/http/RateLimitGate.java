package io.busbar.http;

import io.busbar.bus.RateTier;
import io.busbar.http.limits.RateLimits;
import io.vertx.core.MultiMap;

/** Lets a request pass if its allowance does, and says on the answer how much of it is left. */
final class RateLimitGate {
    private final RateLimits limits;

    RateLimitGate(RateLimits limits) {
        this.limits = limits;
    }

    /** Goes on if the caller may: on their own allowance when signed in, else on that of their address. */
    void admit(Exchange exchange, RateTier tier, Runnable next) {
        RateLimits.Allowance allowance = limits.of(tier, exchange.who(), exchange.client.subject());
        exchange.then(allowance.take(), standing -> {
            MultiMap answer = exchange.response.headers();
            answer.set(HeaderNames.RATE_LIMIT_POLICY, allowance.limit().policy());
            answer.set(HeaderNames.RATE_LIMIT, allowance.limit().header(standing));
            if (!standing.admitted()) {
                throw standing.refusal();
            }
            next.run();
        });
    }
}
