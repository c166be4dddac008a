package io.busbar.http.limits;

import io.busbar.bus.RateTier;
import io.busbar.bus.RequestContext;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.redis.client.Redis;

/**
 * The rate limits of a deployment.
 *
 * @param general per client address
 * @param auth per client address, for operations that take a secret
 * @param user per signed-in user
 */
public record RateLimits(RateLimit general, RateLimit auth, RateLimit user) {

    /** Creates the limits on Redis, which may be unavailable at any time. */
    public static RateLimits open(Redis redis, Quota general, Quota auth, Quota user, MeterRegistry registry) {
        RedisRateLimitStore redisStore = new RedisRateLimitStore(redis);
        Gauge.builder("busbar.ratelimit.local", redisStore, store -> store.isUnavailable() ? 1 : 0)
                .description("1 while Redis is unavailable and the node limits on its own")
                .register(registry);
        return new RateLimits(
                new RateLimit(general, redisStore), new RateLimit(auth, redisStore), new RateLimit(user, redisStore));
    }

    /** The rate limit that applies to one caller. */
    public record SubjectLimit(RateLimit limit, Object subject) {
        /** Takes a permit for one request. Never fails. */
        public Future<RateLimitResult> take() {
            return limit.take(subject);
        }
    }

    /**
     * Returns the rate limit that applies to a call: the user's own if signed in, else that of the client address.
     *
     * @param addressSubject the client address as rate limits identify it
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
