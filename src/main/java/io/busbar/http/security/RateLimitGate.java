package io.busbar.http.security;

import io.busbar.bus.RateTier;
import io.busbar.http.limits.RateLimits;
import io.busbar.http.server.Exchange;
import io.busbar.http.server.HeaderNames;
import io.vertx.core.MultiMap;

/** Lets a request pass if its allowance does, and says on the answer how much of it is left. */
public final class RateLimitGate {
    private final RateLimits limits;

    public RateLimitGate(RateLimits limits) {
        this.limits = limits;
    }

    /** Goes on if the caller may: on their own allowance when signed in, else on that of their address. */
    public void admit(Exchange exchange, RateTier tier, Runnable next) {
        RateLimits.SubjectLimit limit =
                limits.limitFor(tier, exchange.principal(), exchange.clientAddress.rateLimitSubject());
        exchange.then(limit.take(), result -> {
            MultiMap responseHeaders = exchange.response.headers();
            responseHeaders.set(HeaderNames.RATE_LIMIT_POLICY, limit.limit().policyHeader());
            responseHeaders.set(HeaderNames.RATE_LIMIT, limit.limit().limitHeader(result));
            if (!result.allowed()) {
                throw result.toFailure();
            }
            next.run();
        });
    }
}
