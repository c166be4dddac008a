package io.busbar.services.auth.session;

import io.busbar.bus.Tx;
import io.busbar.services.auth.AuthEvents;
import io.busbar.services.auth.AuthSettings;
import io.busbar.services.auth.token.SignedIdCodec;
import io.busbar.services.users.AccountOperations.Account;
import io.busbar.tokens.AccessTokens;
import io.busbar.tokens.AccessTokens.TokenGrant;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The lives of sessions: opened by a sign-in, prolonged by each refresh, ended by their owner, by a theft or by how the account stands. */
public final class Sessions {
    /** Between the change that says when the last access token ends and the signing of that token. */
    private static final Duration SIGNING_MARGIN = Duration.ofMinutes(1);

    /** An account has this many at once at most; one more ends the one that was not used for longest. */
    static final int MAX_SESSIONS_PER_ACCOUNT = 100;

    private final SessionStore store;
    private final SignedIdCodec refreshTokens;
    private final AccessTokens accessTokens;
    private final AuthSettings settings;

    /** What a client holds of a session; {@code idle} is how long it lasts unless the refresh token is used. */
    public record SessionTokens(String access, Duration accessLifetime, String refresh, Duration idleTimeout) {
        @Override
        public String toString() {
            return "SessionTokens";
        }
    }

    public Sessions(SessionStore store, AccessTokens accessTokens, AuthSettings settings) {
        this.store = store;
        this.refreshTokens = new SignedIdCodec(settings.secret(), "refresh-tokens/v1");
        this.accessTokens = accessTokens;
        this.settings = settings;
    }

    /** Opens one for an account that has proved itself by {@code method}. */
    public Future<SessionStore.OpenedSession> open(
            Tx tx, Account account, String method, ClientInfo clientInfo, boolean withMfa) {
        return store.open(
                        tx,
                        account.id(),
                        method,
                        clientInfo,
                        idleTimeout(account),
                        revocationLifetime(account),
                        withMfa)
                .onSuccess(openedSession -> tx.auditSubject("session", openedSession.id()))
                .compose(openedSession -> store.endExcess(
                                tx, account.id(), MAX_SESSIONS_PER_ACCOUNT, SessionEndReason.SESSION_LIMIT)
                        .compose(endedSession -> revokeEnded(tx, endedSession, SessionEndReason.SESSION_LIMIT))
                        .map(openedSession));
    }

    /** What the client of a session gets, as its {@code number}th tokens. */
    public SessionTokens tokens(Account account, UUID session, long number) {
        TokenGrant tokenGrant =
                new TokenGrant(account.id(), account.role(), session.toString(), account.version(), null);
        return new SessionTokens(
                accessTokens.sign(tokenGrant, accessLifetime(account)),
                accessLifetime(account),
                refreshTokens.encode(session, number),
                idleTimeout(account));
    }

    /** The session and number of a refresh token that was made here, whatever has become of the session. */
    Optional<SignedIdCodec.NumberedId> read(String refreshToken) {
        return refreshTokens.decode(refreshToken);
    }

    Future<Optional<SessionStore.ActiveSession>> findActive(UUID session) {
        return store.findActive(session);
    }

    /**
     * The number of the tokens that follow the presented ones: the next, or for ten seconds the same next once more. Anything older ends
     * the session; then, and when it has ended before, there is none.
     */
    Future<Optional<Long>> rotate(Tx tx, Account account, SignedIdCodec.NumberedId presented) {
        return store.rotate(tx, presented.id(), presented.number(), idleTimeout(account), revocationLifetime(account))
                .compose(next -> {
                    tx.auditSubject("session", presented.id());
                    return next.isPresent()
                            ? Future.succeededFuture(next)
                            : store.endReused(tx, presented.id(), presented.number(), SessionEndReason.TOKEN_REUSED)
                                    .onSuccess(endedSession -> endedSession.forEach(each -> tx.publish(
                                            AuthEvents.REFRESH_TOKEN_REUSED,
                                            each.account().toString(),
                                            new AuthEvents.RefreshTokenReused(each.account(), each.id()))))
                                    .compose(endedSession ->
                                            revokeEnded(tx, endedSession, SessionEndReason.TOKEN_REUSED))
                                    .map(next);
                });
    }

    /** Ends one; true unless it had ended already. */
    Future<Boolean> end(Tx tx, UUID session, String reason) {
        return store.end(tx, session, reason).compose(endedSession -> revokeEnded(tx, endedSession, reason));
    }

    /**
     * Ends those of an account, and those in which it acts as somebody else.
     *
     * @param except stays, if it is one of them
     */
    public Future<Void> endAll(Tx tx, UUID account, @Nullable String except, String reason) {
        return store.endAll(tx, account, parseId(except).orElse(null), reason, null)
                .compose(endedSession -> revokeEnded(tx, endedSession, reason))
                .mapEmpty();
    }

    /** Ends those that were opened before this. */
    public Future<Void> endOpenedBefore(Tx tx, UUID account, Instant openedBefore, String reason) {
        return store.endAll(tx, account, null, reason, openedBefore)
                .compose(endedSession -> revokeEnded(tx, endedSession, reason))
                .mapEmpty();
    }

    /** Ends those in which an admin acts as somebody else, opened before this. */
    public Future<Void> endImpersonations(Tx tx, UUID admin, Instant openedBefore, String reason) {
        return store.endImpersonations(tx, admin, reason, openedBefore)
                .compose(endedSession -> revokeEnded(tx, endedSession, reason))
                .mapEmpty();
    }

    /** Ends them and deletes every trace of them here. */
    public Future<?> erase(Tx tx, UUID account) {
        return endAll(tx, account, null, SessionEndReason.ERASED).compose(ended -> store.erase(tx, account));
    }

    /** A caller's session as its id here; tokens from the command line belong to none. */
    public static Optional<UUID> parseId(@Nullable String session) {
        try {
            return session == null ? Optional.empty() : Optional.of(UUID.fromString(session));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** What goes with the end of sessions: their access tokens, and what an admin has begun in them. True unless there are none. */
    private Future<Boolean> revokeEnded(Tx tx, List<SessionStore.EndedSession> endedSession, String reason) {
        if (endedSession.isEmpty()) {
            return Future.succeededFuture(false);
        }
        revoke(tx, endedSession);
        return store.endStartedBy(
                        tx,
                        endedSession.stream().map(SessionStore.EndedSession::id).toList(),
                        reason)
                .onSuccess(impersonations -> revoke(tx, impersonations))
                .map(true);
    }

    private static void revoke(Tx tx, List<SessionStore.EndedSession> endedSession) {
        for (SessionStore.EndedSession each : endedSession) {
            tx.auditSubject("session", each.id());
            tx.revokeSession(each.id().toString(), each.accessExpiresAt());
        }
    }

    /** How long it lasts without use: as the deployment says, or shorter if its owner wants that. */
    private Duration idleTimeout(Account account) {
        Duration preferred = Duration.ofMinutes(account.sessionTimeoutMinutes());
        return preferred.compareTo(settings.refreshTokenIdleTimeout()) < 0
                ? preferred
                : settings.refreshTokenIdleTimeout();
    }

    private Duration accessLifetime(Account account) {
        Duration idleTimeout = idleTimeout(account);
        return idleTimeout.compareTo(settings.accessTokenLifetime()) < 0 ? idleTimeout : settings.accessTokenLifetime();
    }

    private Duration revocationLifetime(Account account) {
        return accessLifetime(account).plus(SIGNING_MARGIN);
    }
}
