package io.busbar.http.security;

import io.busbar.bus.RateTier;
import io.busbar.http.limits.RateLimits;
import io.busbar.http.server.Exchange;
import io.busbar.http.server.HeaderNames;
import io.vertx.core.MultiMap;

/** Enforces the rate limit of a request and adds the RateLimit headers to its response. */
public final class RateLimitGate {
    private final RateLimits limits;

    public RateLimitGate(RateLimits limits) {
        this.limits = limits;
    }

    /**
     * Runs {@code next} if the rate limit allows the request. {@link RateLimits#limitFor} selects the limit. A request that is routed again
     * is charged again only if the limit is another one.
     */
    public void admit(Exchange exchange, RateTier tier, Runnable next) {
        if (exchange.isCharged(tier)) {
            next.run();
            return;
        }
        RateLimits.SubjectLimit subjectLimit =
                limits.limitFor(tier, exchange.principal(), exchange.clientAddress.rateLimitSubject());
        exchange.then(subjectLimit.take(), result -> {
            MultiMap responseHeaders = exchange.response.headers();
            responseHeaders.set(
                    HeaderNames.RATE_LIMIT_POLICY, subjectLimit.limiter().policyHeader());
            responseHeaders.set(HeaderNames.RATE_LIMIT, subjectLimit.limiter().limitHeader(result));
            if (!result.allowed()) {
                throw result.toFailure();
            }
            exchange.charged(tier);
            next.run();
        });
    }
}
