package io.busbar.http.limits;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * One quota for each subject (an address, a person) over all fronts of the cluster. A large quota is leased in hundredths, so that an
 * ordinary request costs no round trip: a node that stops may leave such a part unused. A quota below 200 is exact. Without Redis each
 * node grants the whole quota by itself.
 */
public final class RateLimit {
    /** Subjects remembered; those forgotten lose nothing but a lease. */
    private static final long MOST_SUBJECTS = 100_000;

    private static final long LEASES = 100;
    private static final long LONGEST_LEASE = TimeUnit.SECONDS.toNanos(10);

    private final Quota quota;
    private final Gcra gcra;
    private final SharedLimits shared;
    private final Cache<Object, LeasedBucket> buckets;
    private final String policy;
    private final String prefix;
    private final long leaseAge;

    RateLimit(Quota quota, SharedLimits shared) {
        this.quota = quota;
        this.shared = shared;
        gcra = new Gcra(quota);
        Duration window = quota.window();
        buckets = Caffeine.newBuilder()
                .maximumSize(MOST_SUBJECTS)
                .expireAfterAccess(window.multipliedBy(2))
                .build();
        policy = "\"" + quota.name() + "\";q=" + quota.count() + ";w=" + window.toSeconds();
        prefix = "busbar:rate:" + quota.name() + ":" + quota.count() + "/" + window.toSeconds() + ":";
        leaseAge = Math.min(LONGEST_LEASE, window.toNanos() / 10);
    }

    /** Asks for one request of the subject; its {@code toString} is its name in the cluster. Never fails. */
    public Future<RateLimitResult> take(Object subject) {
        return buckets.get(subject, this::bucket).take();
    }

    /** The value of the {@code RateLimit-Policy} header. */
    public String policy() {
        return policy;
    }

    /** The value of the {@code RateLimit} header. */
    public String header(RateLimitResult standing) {
        return "\"" + quota.name() + "\";r=" + standing.remaining() + ";t=" + standing.reset();
    }

    private LeasedBucket bucket(Object subject) {
        return new LeasedBucket(this, prefix + subject);
    }

    Quota quota() {
        return quota;
    }

    Gcra gcra() {
        return gcra;
    }

    SharedLimits shared() {
        return shared;
    }

    /** How many permits to take at once. */
    long lease() {
        return Math.max(1, quota.count() / LEASES);
    }

    /** Nanoseconds after which unused permits are void. */
    long leaseAge() {
        return leaseAge;
    }
}
