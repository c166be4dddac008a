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
 * Holds the revoked tokens as this node knows them, and polls for new ones every 100 ms. The result of a poll is current for 250 ms after
 * its start. If it is older, as after a pause of the process or while the database is not reachable, callers wait for a new poll, which
 * they share. So no token is accepted for longer than 250 ms after its revocation, whatever happens to this node.
 */
final class RevocationView {
    private static final Logger LOG = LoggerFactory.getLogger(RevocationView.class);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(100);
    private static final Duration MAX_STALENESS = Duration.ofMillis(250);
    private static final Duration CLEANUP_INTERVAL = Duration.ofMinutes(1);

    /** A poll that takes longer is abandoned, so that the next one can start. */
    private static final Duration POLL_TIMEOUT = Duration.ofSeconds(1);

    /** The maximum number of polls for which a caller waits. */
    private static final int MAX_POLL_ATTEMPTS = 3;

    private record MinTokenVersion(long value, Instant until) {}

    private final Vertx vertx;
    private final RevocationStore store;
    private final Map<String, Instant> revokedSessions = new ConcurrentHashMap<>();
    private final Map<UUID, MinTokenVersion> minTokenVersions = new ConcurrentHashMap<>();
    private final AtomicBoolean polling = new AtomicBoolean();
    private volatile RevocationCursor cursor = RevocationCursor.START;
    /** The start of the newest successful poll: revocations committed before it are known. */
    private volatile long currentAsOf = System.nanoTime() - MAX_STALENESS.toNanos() - 1;

    private long newestPollStartedAt;
    private Future<Void> newestPoll = Future.succeededFuture();

    RevocationView(Vertx vertx, RevocationStore store) {
        this.vertx = vertx;
        this.store = store;
    }

    /** Reads all revocations, then polls for new ones. */
    Future<Void> start() {
        return poll().onSuccess(read -> {
            vertx.setPeriodic(POLL_INTERVAL.toMillis(), tick -> pollIfIdle());
            vertx.setPeriodic(CLEANUP_INTERVAL.toMillis(), tick -> removeExpired());
        });
    }

    private void pollIfIdle() {
        if (polling.compareAndSet(false, true)) {
            poll().onFailure(cause -> LOG.debug("Reading revocations failed", cause))
                    .onComplete(done -> polling.set(false));
        }
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    /** Adds a revocation that was broadcast. None can end another one early. */
    void add(Revocation revocation) {
        switch (revocation) {
            case Revocation.SessionRevocation session ->
                revokedSessions.merge(session.session(), session.until(), RevocationView::later);
            case Revocation.AccountRevocation account ->
                minTokenVersions.merge(
                        account.account(),
                        new MinTokenVersion(account.tokenVersion(), account.until()),
                        (known, added) -> new MinTokenVersion(
                                Math.max(known.value(), added.value()), later(known.until(), added.until())));
        }
    }

    /** Returns whether a token with this grant is revoked. */
    Future<Boolean> isRevoked(TokenGrant tokenGrant) {
        if (isKnownRevoked(tokenGrant)) {
            return Future.succeededFuture(true);
        }
        if (System.nanoTime() - currentAsOf <= MAX_STALENESS.toNanos()) {
            return Future.succeededFuture(false);
        }
        return pollFresh(MAX_POLL_ATTEMPTS).transform(poll -> {
            boolean revoked = isKnownRevoked(tokenGrant);
            return poll.succeeded() || revoked
                    ? Future.succeededFuture(revoked)
                    : Future.failedFuture(Failure.unavailable("Tokens can't be verified right now", POLL_TIMEOUT));
        });
    }

    /** Polls again after a timeout, because the database may be busy for a moment; fails at once if it is not reachable. */
    private Future<Void> pollFresh(int attempts) {
        return pollFresh()
                .recover(cause -> cause instanceof TimeoutException && attempts > 1
                        ? pollFresh(attempts - 1)
                        : Future.failedFuture(cause));
    }

    /** Returns a poll that is recent enough, shared by all callers. */
    private synchronized Future<Void> pollFresh() {
        long now = System.nanoTime();
        if (newestPoll.isComplete() || now - newestPollStartedAt > MAX_STALENESS.toNanos()) {
            newestPollStartedAt = now;
            newestPoll = poll();
        }
        return newestPoll;
    }

    private boolean isKnownRevoked(TokenGrant tokenGrant) {
        Impersonator admin = tokenGrant.impersonator();
        return revokedSessions.containsKey(tokenGrant.session())
                || isBelowMinimum(tokenGrant.user(), tokenGrant.tokenVersion())
                || (admin != null && isBelowMinimum(admin.admin(), admin.tokenVersion()));
    }

    private boolean isBelowMinimum(UUID account, long tokenVersion) {
        MinTokenVersion minimum = minTokenVersions.get(account);
        return minimum != null && tokenVersion < minimum.value();
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

    /** Advances the time as of which the view is current, never back: polls may complete in a different order than they started. */
    private synchronized void advanceCurrentAsOf(long startedAt) {
        if (startedAt - currentAsOf > 0) {
            currentAsOf = startedAt;
        }
    }

    private void removeExpired() {
        Instant now = Instant.now();
        revokedSessions.values().removeIf(until -> until.isBefore(now));
        minTokenVersions
                .values()
                .removeIf(minTokenVersion -> minTokenVersion.until().isBefore(now));
    }
}
