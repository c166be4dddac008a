package io.busbar.services.auth.session;

import io.busbar.bus.RequestContext;
import io.busbar.bus.RequestContext.UserPrincipal;
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

/** Manages sessions: a sign-in opens one, each refresh extends it, and its owner, a reused token or the account's status ends it. */
public final class Sessions {
    /** The type of all access tokens. */
    public static final String BEARER = "Bearer";

    /** The maximum time between the change that records when the last access token expires and the signing of that token. */
    static final Duration SIGNING_MARGIN = Duration.ofMinutes(1);

    /** The maximum number of sessions per account. One more ends the least recently used session. */
    static final int MAX_SESSIONS_PER_ACCOUNT = 100;

    private final SessionStore store;
    private final SignedIdCodec refreshTokens;
    private final AccessTokens accessTokens;
    private final AuthSettings settings;

    /** The tokens of a session; {@code idleTimeout} is how long the session lasts unless the refresh token is used. */
    public record SessionTokens(String access, Duration accessLifetime, String refresh, Duration idleTimeout) {
        @Override
        public String toString() {
            return "SessionTokens";
        }
    }

    public Sessions(SessionStore store, AccessTokens accessTokens, AuthSettings settings) {
        this.store = store;
        this.refreshTokens = new SignedIdCodec(settings.secrets(), "refresh-tokens/v1");
        this.accessTokens = accessTokens;
        this.settings = settings;
    }

    /** Opens a session for an account that authenticated with {@code method}. */
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
                        .compose(endedSessions -> revokeEnded(tx, endedSessions, SessionEndReason.SESSION_LIMIT))
                        .map(openedSession));
    }

    /** Returns the tokens of a session with this token number. */
    public SessionTokens tokens(Account account, UUID session, long number) {
        TokenGrant tokenGrant =
                new TokenGrant(account.id(), account.role().role(), session.toString(), account.tokenVersion(), null);
        return new SessionTokens(
                accessTokens.sign(tokenGrant, accessLifetime(account)),
                accessLifetime(account),
                refreshTokens.encode(session, number),
                idleTimeout(account));
    }

    /** Returns the session and number of a refresh token that this deployment created, even if the session has ended. */
    Optional<SignedIdCodec.DecodedToken> read(String refreshToken) {
        return refreshTokens.decode(refreshToken);
    }

    Future<Optional<SessionStore.ActiveSession>> findActive(UUID session) {
        return store.findActive(session);
    }

    /**
     * Returns the number of the tokens that follow the presented ones: the next number, or for ten seconds the same number again. An older
     * token ends the session. Empty then, and if the session has ended.
     */
    Future<Optional<Long>> rotate(Tx tx, Account account, SignedIdCodec.DecodedToken presented) {
        return store.rotate(tx, presented.id(), presented.number(), idleTimeout(account), revocationLifetime(account))
                .compose(next -> {
                    tx.auditSubject("session", presented.id());
                    return next.isPresent()
                            ? Future.succeededFuture(next)
                            : endIfTokenReused(tx, presented).map(next);
                });
    }

    private Future<Boolean> endIfTokenReused(Tx tx, SignedIdCodec.DecodedToken presented) {
        return store.endIfTokenReused(tx, presented.id(), presented.number(), SessionEndReason.TOKEN_REUSED)
                .onSuccess(endedSessions -> endedSessions.forEach(session -> publishReuse(tx, session)))
                .compose(endedSessions -> revokeEnded(tx, endedSessions, SessionEndReason.TOKEN_REUSED));
    }

    private static void publishReuse(Tx tx, SessionStore.EndedSession session) {
        tx.publish(
                AuthEvents.REFRESH_TOKEN_REUSED,
                session.account().toString(),
                new AuthEvents.RefreshTokenReused(session.account(), session.id()));
    }

    /** Ends a session. Returns false if it had ended already. */
    Future<Boolean> end(Tx tx, UUID session, String reason) {
        return store.end(tx, session, reason).compose(endedSessions -> revokeEnded(tx, endedSessions, reason));
    }

    /**
     * Ends the sessions of an account and its impersonations of others.
     *
     * @param except the session that does not end, or null
     */
    public Future<Void> endAll(Tx tx, UUID account, @Nullable UUID except, String reason) {
        return store.endAll(tx, account, except, reason, null)
                .compose(endedSessions -> revokeEnded(tx, endedSessions, reason))
                .mapEmpty();
    }

    /** Ends the sessions of an account that were opened up to this time. */
    public Future<Void> endOpenedUntil(Tx tx, UUID account, Instant openedUntil, String reason) {
        return store.endAll(tx, account, null, reason, openedUntil)
                .compose(endedSessions -> revokeEnded(tx, endedSessions, reason))
                .mapEmpty();
    }

    /** Ends the impersonations of an admin that were opened up to this time. */
    public Future<Void> endImpersonations(Tx tx, UUID admin, Instant openedUntil, String reason) {
        return store.endImpersonations(tx, admin, reason, openedUntil)
                .compose(endedSessions -> revokeEnded(tx, endedSessions, reason))
                .mapEmpty();
    }

    /** Ends and deletes all sessions of an account. */
    public Future<?> erase(Tx tx, UUID account) {
        return endAll(tx, account, null, SessionEndReason.ERASED).compose(ended -> store.erase(tx, account));
    }

    /** Returns the ID of the caller's session. Empty for tokens from the command line, which belong to no session. */
    public static Optional<UUID> currentId(RequestContext requestContext) {
        return requestContext.user().map(UserPrincipal::session).flatMap(Sessions::parseId);
    }

    private static Optional<UUID> parseId(String session) {
        try {
            return Optional.of(UUID.fromString(session));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /**
     * Revokes the access tokens of ended sessions and ends the impersonations that were started in them. Returns false if there are none.
     */
    private Future<Boolean> revokeEnded(Tx tx, List<SessionStore.EndedSession> endedSessions, String reason) {
        if (endedSessions.isEmpty()) {
            return Future.succeededFuture(false);
        }
        revoke(tx, endedSessions);
        return store.endStartedBy(
                        tx,
                        endedSessions.stream()
                                .map(SessionStore.EndedSession::id)
                                .toList(),
                        reason)
                .onSuccess(impersonations -> revoke(tx, impersonations))
                .map(true);
    }

    private static void revoke(Tx tx, List<SessionStore.EndedSession> endedSessions) {
        for (SessionStore.EndedSession session : endedSessions) {
            tx.auditSubject("session", session.id());
            tx.revokeSession(session.id().toString(), session.accessExpiresAt());
        }
    }

    /** Returns how long a session lasts without use: the deployment's setting, or the account's if that is shorter. */
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
