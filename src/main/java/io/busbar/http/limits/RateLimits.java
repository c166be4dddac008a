package io.busbar.http.limits;

import io.busbar.bus.RateTier;
import io.busbar.bus.RequestContext;
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
    public static RateLimits open(Redis redis, Quota general, Quota auth, Quota user, MeterRegistry registry) {
        RedisRateLimitStore redisStore = new RedisRateLimitStore(redis);
        Gauge.builder("busbar.ratelimit.local", redisStore, store -> store.isUnavailable() ? 1 : 0)
                .description("1 while Redis is away and the node limits by itself")
                .register(registry);
        return new RateLimits(
                new RateLimit(general, redisStore), new RateLimit(auth, redisStore), new RateLimit(user, redisStore));
    }

    /** What one caller draws on. */
    public record SubjectLimit(RateLimit limit, Object subject) {
        /** Asks for one request. Never fails. */
        public Future<RateLimitResult> take() {
            return limit.take(subject);
        }
    }

    /**
     * The allowance that a call draws on: the caller's own when signed in, else that of their address.
     *
     * @param addressSubject as limits go by it
     */
    public SubjectLimit limitFor(RateTier tier, RequestContext.Principal principal, String addressSubject) {
        if (tier == RateTier.AUTH) {
            return new SubjectLimit(auth, addressSubject);
        }
        return principal instanceof RequestContext.User person
                ? new SubjectLimit(user, person.id())
                : new SubjectLimit(general, addressSubject);
    }
}
