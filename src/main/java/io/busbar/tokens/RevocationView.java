package io.busbar.tokens;

import io.busbar.bus.Failure;
import io.busbar.bus.Revocation;
import io.busbar.bus.concurrent.FreshPoll;
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

/**
 * Holds the revoked tokens as this node knows them. No token is accepted for longer than 250 ms after its revocation, whatever happens to
 * this node ({@link FreshPoll}).
 */
final class RevocationView {
    private static final Duration CLEANUP_INTERVAL = Duration.ofMinutes(1);

    private record MinTokenVersion(long value, Instant until) {}

    private final Vertx vertx;
    private final RevocationStore store;
    private final Map<String, Instant> revokedSessions = new ConcurrentHashMap<>();
    private final Map<UUID, MinTokenVersion> minTokenVersions = new ConcurrentHashMap<>();
    private final FreshPoll freshPoll;
    private volatile RevocationCursor cursor = RevocationCursor.START;

    RevocationView(Vertx vertx, RevocationStore store) {
        this.vertx = vertx;
        this.store = store;
        this.freshPoll = new FreshPoll(vertx, "revocations", this::readNew);
    }

    /** Reads all revocations, then polls for new ones. */
    Future<Void> start() {
        return freshPoll
                .start()
                .onSuccess(read -> vertx.setPeriodic(CLEANUP_INTERVAL.toMillis(), tick -> removeExpired()));
    }

    private Future<Void> readNew() {
        return store.since(cursor).map(revocationBatch -> {
            revocationBatch.revocations().forEach(this::add);
            cursor = revocationBatch.cursor();
            return null;
        });
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
        if (freshPoll.isCurrent()) {
            return Future.succeededFuture(false);
        }
        return freshPoll.awaitCurrent().transform(poll -> {
            boolean revoked = isKnownRevoked(tokenGrant);
            return poll.succeeded() || revoked
                    ? Future.succeededFuture(revoked)
                    : Future.failedFuture(
                            Failure.unavailable("Tokens can't be verified right now", FreshPoll.POLL_TIMEOUT));
        });
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

    private void removeExpired() {
        Instant now = Instant.now();
        revokedSessions.values().removeIf(until -> until.isBefore(now));
        minTokenVersions
                .values()
                .removeIf(minTokenVersion -> minTokenVersion.until().isBefore(now));
    }
}
