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
public record RateLimits(RateLimiter general, RateLimiter auth, RateLimiter user) {

    /** Creates limits that are counted in Redis. While Redis is unavailable, each node counts alone. */
    public static RateLimits create(Redis redis, Quota general, Quota auth, Quota user, MeterRegistry registry) {
        RedisRateLimitStore redisStore = new RedisRateLimitStore(redis);
        Gauge.builder("busbar.ratelimit.local", redisStore, store -> store.isUnavailable() ? 1 : 0)
                .description("1 while Redis is unavailable and the node counts alone")
                .register(registry);
        return new RateLimits(
                new RateLimiter(general, redisStore),
                new RateLimiter(auth, redisStore),
                new RateLimiter(user, redisStore));
    }

    /** The rate limit that applies to one caller. */
    public record SubjectLimit(RateLimiter limiter, Object subject) {
        /** Takes a permit for one request. Never fails. */
        public Future<RateLimitResult> take() {
            return limiter.take(subject);
        }
    }

    /**
     * Returns the rate limit that applies to a call: in the AUTH tier {@code auth}, by client address; otherwise {@code user}, by user,
     * for signed-in callers, and {@code general}, by client address, for all others.
     *
     * @param clientAddressKey the client address, or the /64 network of an IPv6 address
     */
    public SubjectLimit limitFor(RateTier tier, RequestContext.Principal principal, String clientAddressKey) {
        if (tier == RateTier.AUTH) {
            return new SubjectLimit(auth, clientAddressKey);
        }
        return principal instanceof RequestContext.UserPrincipal signedIn
                ? new SubjectLimit(user, signedIn.id())
                : new SubjectLimit(general, clientAddressKey);
    }
}
