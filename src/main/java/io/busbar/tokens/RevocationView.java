package io.busbar.tokens;

import io.busbar.bus.Failure;
import io.busbar.bus.Revocation;
import io.busbar.tokens.AccessTokens.Impersonator;
import io.busbar.tokens.AccessTokens.TokenGrant;
import io.busbar.tokens.RevocationStore.RevocationCursor;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which tokens are void, as this node knows. It looks every 100 ms for what is new. Its word counts for 250 ms after the start of its last
 * look; past that, as after a pause of the process or while the database is away, whoever asks waits for a newer look, which all who ask
 * share. So a token is never taken for longer than 250 ms after its revocation, whatever happens to this node.
 */
final class RevocationView {
    private static final Logger LOG = LoggerFactory.getLogger(RevocationView.class);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(100);
    private static final Duration MAX_STALENESS = Duration.ofMillis(250);
    private static final Duration CLEANUP_INTERVAL = Duration.ofMinutes(1);

    /** A look that takes longer is given up, so that the next can be taken. */
    private static final Duration POLL_TIMEOUT = Duration.ofSeconds(1);

    /** How many of those somebody waits for who must know. */
    private static final int MAX_POLL_ATTEMPTS = 3;

    private record RevokedVersion(long version, Instant until) {}

    private final Vertx vertx;
    private final RevocationStore store;
    private final Map<String, Instant> revokedSessions = new ConcurrentHashMap<>();
    private final Map<UUID, RevokedVersion> revokedVersions = new ConcurrentHashMap<>();
    private final AtomicBoolean polling = new AtomicBoolean();
    private volatile RevocationCursor cursor = RevocationCursor.START;
    private volatile long currentAsOf = System.nanoTime() - MAX_STALENESS.toNanos() - 1;
    private long newestStartedAt;
    private Future<Void> newest = Future.succeededFuture();

    RevocationView(Vertx vertx, RevocationStore store) {
        this.vertx = vertx;
        this.store = store;
    }

    /** Reads all there is, and keeps looking. */
    Future<Void> start() {
        return poll().onSuccess(read -> {
            vertx.setPeriodic(POLL_INTERVAL.toMillis(), tick -> {
                if (polling.compareAndSet(false, true)) {
                    poll().onFailure(cause -> LOG.debug("Reading revocations failed", cause))
                            .onComplete(done -> polling.set(false));
                }
            });
            vertx.setPeriodic(CLEANUP_INTERVAL.toMillis(), tick -> removeExpired());
        });
    }

    /** Takes one that was heard of before it was looked for. */
    void add(Revocation revocation) {
        switch (revocation) {
            case Revocation.SessionRevocation session -> revokedSessions.put(session.session(), session.until());
            case Revocation.AccountRevocation account ->
                revokedVersions.merge(
                        account.account(),
                        new RevokedVersion(account.version(), account.until()),
                        (known, heard) -> known.version() >= heard.version() ? known : heard);
        }
    }

    /** Whether the token of such a grant is void. */
    Future<Boolean> isRevoked(TokenGrant tokenGrant) {
        if (isKnownRevoked(tokenGrant)) {
            return Future.succeededFuture(true);
        }
        return System.nanoTime() - currentAsOf <= MAX_STALENESS.toNanos()
                ? Future.succeededFuture(false)
                : pollFresh(MAX_POLL_ATTEMPTS)
                        .transform(look -> look.succeeded() || isKnownRevoked(tokenGrant)
                                ? Future.succeededFuture(isKnownRevoked(tokenGrant))
                                : Future.failedFuture(
                                        Failure.unavailable("Tokens can't be verified right now", POLL_TIMEOUT)));
    }

    /** A busy moment is waited out; a database that is not there fails at once. */
    private Future<Void> pollFresh(int attempts) {
        return pollFresh()
                .recover(cause -> cause instanceof TimeoutException && attempts > 1
                        ? pollFresh(attempts - 1)
                        : Future.failedFuture(cause));
    }

    /** A look that is recent enough, begun by whoever asks first. */
    private synchronized Future<Void> pollFresh() {
        long now = System.nanoTime();
        if (newest.isComplete() || now - newestStartedAt > MAX_STALENESS.toNanos()) {
            newestStartedAt = now;
            newest = poll();
        }
        return newest;
    }

    private boolean isKnownRevoked(TokenGrant tokenGrant) {
        Impersonator admin = tokenGrant.impersonator();
        return revokedSessions.containsKey(tokenGrant.session())
                || isVersionRevoked(tokenGrant.user(), tokenGrant.version())
                || (admin != null && isVersionRevoked(admin.admin(), admin.version()));
    }

    private boolean isVersionRevoked(UUID account, long version) {
        RevokedVersion ended = revokedVersions.get(account);
        return ended != null && version < ended.version();
    }

    private Future<Void> poll() {
        long startedAt = System.nanoTime();
        return store.since(cursor)
                .timeout(POLL_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .map(revocationBatch -> {
                    revocationBatch.revocations().forEach(this::add);
                    cursor = revocationBatch.cursor();
                    advanceCurrentAsOf(startedAt);
                    return null;
                });
    }

    /** Looks can end in another order than they began. */
    private synchronized void advanceCurrentAsOf(long startedAt) {
        if (startedAt - currentAsOf > 0) {
            currentAsOf = startedAt;
        }
    }

    private void removeExpired() {
        Instant now = Instant.now();
        revokedSessions.values().removeIf(until -> until.isBefore(now));
        revokedVersions
                .values()
                .removeIf(revokedVersion -> revokedVersion.until().isBefore(now));
    }
}
