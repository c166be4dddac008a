package io.busbar.auth;

import io.busbar.bus.Tx;
import io.busbar.tokens.AccessTokens;
import io.busbar.tokens.AccessTokens.Grant;
import io.busbar.users.AccountOperations.Account;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The lives of sessions: opened by a sign-in, prolonged by each refresh, ended by their owner, by a theft or by how the account stands. */
final class Sessions {
    /** Between the change that says when the last access token ends and the signing of that token. */
    private static final Duration SIGNING = Duration.ofMinutes(1);

    /** An account has this many at once at most; one more ends the one that was not used for longest. */
    static final int MOST = 100;

    private final SessionStore store;
    private final SignedId refreshTokens;
    private final AccessTokens accessTokens;
    private final AuthSettings settings;

    /** What a client holds of a session; {@code idle} is how long it lasts unless the refresh token is used. */
    record Tokens(String access, Duration accessAge, String refresh, Duration idle) {
        @Override
        public String toString() {
            return "Tokens";
        }
    }

    Sessions(SessionStore store, AccessTokens accessTokens, AuthSettings settings) {
        this.store = store;
        this.refreshTokens = new SignedId(settings.secret(), "refresh-tokens/v1");
        this.accessTokens = accessTokens;
        this.settings = settings;
    }

    /** Opens one for an account that has proved itself by {@code method}. */
    Future<SessionStore.Made> open(Tx tx, Account account, String method, Origin origin, boolean byFactor) {
        return store.open(tx, account.id(), method, origin, idle(account), accessUntil(account), byFactor)
                .onSuccess(made -> tx.about("session", made.id()))
                .compose(made -> store.endSurplus(tx, account.id(), MOST, EndReason.SURPLUS)
                        .compose(ended -> finish(tx, ended, EndReason.SURPLUS))
                        .map(made));
    }

    /** What the client of a session gets, as its {@code number}th tokens. */
    Tokens tokens(Account account, UUID session, long number) {
        Grant grant = new Grant(account.id(), account.role(), session.toString(), account.version(), null);
        return new Tokens(
                accessTokens.sign(grant, accessAge(account)),
                accessAge(account),
                refreshTokens.token(session, number),
                idle(account));
    }

    /** The session and number of a refresh token that was made here, whatever has become of the session. */
    Optional<SignedId.Named> read(String refreshToken) {
        return refreshTokens.read(refreshToken);
    }

    Future<Optional<SessionStore.Live>> live(UUID session) {
        return store.live(session);
    }

    /**
     * The number of the tokens that follow the presented ones: the next, or for ten seconds the same next once more. Anything older ends
     * the session; then, and when it has ended before, there is none.
     */
    Future<Optional<Long>> rotate(Tx tx, Account account, SignedId.Named presented) {
        return store.rotate(tx, presented.id(), presented.number(), idle(account), accessUntil(account))
                .compose(next -> {
                    tx.about("session", presented.id());
                    return next.isPresent()
                            ? Future.succeededFuture(next)
                            : store.endReused(tx, presented.id(), presented.number(), EndReason.REUSE)
                                    .onSuccess(ended -> ended.forEach(each -> tx.announce(
                                            AuthEvents.REFRESH_TOKEN_REUSED,
                                            each.account().toString(),
                                            new AuthEvents.RefreshTokenReused(each.account(), each.id()))))
                                    .compose(ended -> finish(tx, ended, EndReason.REUSE))
                                    .map(next);
                });
    }

    /** Ends one; true unless it had ended already. */
    Future<Boolean> end(Tx tx, UUID session, String reason) {
        return store.end(tx, session, reason).compose(ended -> finish(tx, ended, reason));
    }

    /**
     * Ends those of an account, and those in which it acts as somebody else.
     *
     * @param except stays, if it is one of them
     */
    Future<Void> endAll(Tx tx, UUID account, @Nullable String except, String reason) {
        return store.endAll(tx, account, id(except).orElse(null), reason, null)
                .compose(ended -> finish(tx, ended, reason))
                .mapEmpty();
    }

    /** Ends those that were opened before this. */
    Future<Void> endOlder(Tx tx, UUID account, Instant openedBefore, String reason) {
        return store.endAll(tx, account, null, reason, openedBefore)
                .compose(ended -> finish(tx, ended, reason))
                .mapEmpty();
    }

    /** Ends those in which an admin acts as somebody else, opened before this. */
    Future<Void> endImpersonations(Tx tx, UUID admin, Instant openedBefore, String reason) {
        return store.endImpersonations(tx, admin, reason, openedBefore)
                .compose(ended -> finish(tx, ended, reason))
                .mapEmpty();
    }

    /** Ends them and deletes every trace of them here. */
    Future<?> forget(Tx tx, UUID account) {
        return endAll(tx, account, null, EndReason.ERASED).compose(ended -> store.forget(tx, account));
    }

    /** A caller's session as its id here; tokens from the command line belong to none. */
    static Optional<UUID> id(@Nullable String session) {
        try {
            return session == null ? Optional.empty() : Optional.of(UUID.fromString(session));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** What goes with the end of sessions: their access tokens, and what an admin has begun in them. True unless there are none. */
    private Future<Boolean> finish(Tx tx, List<SessionStore.Ended> ended, String reason) {
        if (ended.isEmpty()) {
            return Future.succeededFuture(false);
        }
        revoke(tx, ended);
        return store.endStartedBy(tx, ended.stream().map(SessionStore.Ended::id).toList(), reason)
                .onSuccess(begun -> revoke(tx, begun))
                .map(true);
    }

    private static void revoke(Tx tx, List<SessionStore.Ended> ended) {
        for (SessionStore.Ended each : ended) {
            tx.about("session", each.id());
            tx.revokeSession(each.id().toString(), each.accessUntil());
        }
    }

    /** How long it lasts without use: as the deployment says, or shorter if its owner wants that. */
    private Duration idle(Account account) {
        Duration own = Duration.ofMinutes(account.sessionMinutes());
        return own.compareTo(settings.refreshToken()) < 0 ? own : settings.refreshToken();
    }

    private Duration accessAge(Account account) {
        Duration idle = idle(account);
        return idle.compareTo(settings.accessToken()) < 0 ? idle : settings.accessToken();
    }

    private Duration accessUntil(Account account) {
        return accessAge(account).plus(SIGNING);
    }
}
