package io.busbar.http.limits;

import io.busbar.bus.Caller;
import io.busbar.bus.RateTier;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.redis.client.Redis;

/**
 * The three allowances of a deployment.
 *
 * @param general per address
 * @param auth    per address, for whatever takes a secret
 * @param user    per signed-in person
 */
public record RateLimits(RateLimit general, RateLimit auth, RateLimit user) {

    /** Opens them on Redis, which may be away now or at any time. */
    public static RateLimits open(Redis redis, Quota general, Quota auth, Quota user, MeterRegistry meters) {
        SharedLimits shared = new SharedLimits(redis);
        Gauge.builder("busbar.ratelimit.local", shared, limits -> limits.away() ? 1 : 0)
                .description("1 while Redis is away and the node limits by itself")
                .register(meters);
        return new RateLimits(new RateLimit(general, shared), new RateLimit(auth, shared), new RateLimit(user, shared));
    }

    /** What one caller draws on. */
    public record Allowance(RateLimit limit, Object subject) {
        /** Asks for one request. Never fails. */
        public Future<RateLimitResult> take() {
            return limit.take(subject);
        }
    }

    /**
     * The allowance that a call draws on: the caller's own when signed in, else that of their address.
     *
     * @param address as limits go by it
     */
    public Allowance of(RateTier tier, Caller.Who who, String address) {
        if (tier == RateTier.AUTH) {
            return new Allowance(auth, address);
        }
        return who instanceof Caller.User person ? new Allowance(user, person.id()) : new Allowance(general, address);
    }
}
