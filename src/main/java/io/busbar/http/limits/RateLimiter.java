package io.busbar.http.limits;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Applies one quota to each subject (an address or a user) across all nodes of the cluster. Nodes lease permits in hundredths of
 * the quota, so that most requests need no round trip to Redis; a node that stops may leave such a lease unused. Quotas below 200
 * are leased one permit at a time and are therefore exact. While Redis is unavailable, each node grants the whole quota on its own.
 */
public final class RateLimiter {
    /** Maximum number of cached subjects; an evicted subject loses only its lease. */
    private static final long MAX_SUBJECTS = 100_000;

    private static final long LEASES_PER_QUOTA = 100;
    private static final long MAX_LEASE_DURATION_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Quota quota;
    private final Gcra gcra;
    private final RedisRateLimitStore redisStore;
    private final Cache<Object, LeasedBucket> buckets;
    private final String policyHeader;
    private final String keyPrefix;
    private final long leaseDurationNanos;

    RateLimiter(Quota quota, RedisRateLimitStore redisStore) {
        this.quota = quota;
        this.redisStore = redisStore;
        gcra = new Gcra(quota);
        Duration window = quota.window();
        buckets = Caffeine.newBuilder()
                .maximumSize(MAX_SUBJECTS)
                .expireAfterAccess(window.multipliedBy(2))
                .build();
        policyHeader = "\"" + quota.name() + "\";q=" + quota.count() + ";w=" + window.toSeconds();
        keyPrefix = "busbar:rate:" + quota.name() + ":" + quota.count() + "/" + window.toSeconds() + ":";
        leaseDurationNanos = Math.min(MAX_LEASE_DURATION_NANOS, window.toNanos() / 10);
    }

    /** Takes a permit for one request of the subject, whose {@code toString} identifies it in the cluster. Never fails. */
    public Future<RateLimitResult> take(Object subject) {
        return buckets.get(subject, this::newBucket).take();
    }

    /** Returns the value of the {@code RateLimit-Policy} header. */
    public String policyHeader() {
        return policyHeader;
    }

    /** Returns the value of the {@code RateLimit} header. */
    public String limitHeader(RateLimitResult result) {
        return "\"" + quota.name() + "\";r=" + result.remaining() + ";t=" + result.resetSeconds();
    }

    private LeasedBucket newBucket(Object subject) {
        return new LeasedBucket(this, keyPrefix + subject);
    }

    Quota quota() {
        return quota;
    }

    Gcra gcra() {
        return gcra;
    }

    RedisRateLimitStore redisStore() {
        return redisStore;
    }

    /** Returns how many permits to lease at once. */
    long leaseSize() {
        return Math.max(1, quota.count() / LEASES_PER_QUOTA);
    }

    /** Returns the nanoseconds after which unused permits of a lease expire. */
    long leaseDurationNanos() {
        return leaseDurationNanos;
    }
}
