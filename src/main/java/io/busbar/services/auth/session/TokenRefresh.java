package io.busbar.services.auth.session;

import io.busbar.bus.Call;
import io.busbar.bus.Changes;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.RequestContext;
import io.busbar.bus.response.SessionChange;
import io.busbar.services.auth.AccountLookup;
import io.busbar.services.auth.SessionOperations.RefreshRequest;
import io.busbar.services.auth.SessionOperations.RefreshResult;
import io.busbar.services.auth.signin.SignInResponse;
import io.busbar.services.auth.token.SignedIdCodec;
import io.busbar.services.users.AccountOperations.Account;
import io.vertx.core.Future;

/** Exchanging refresh tokens. Each time the account is asked for again: who may not sign in any more gets no token either. */
public final class TokenRefresh {
    private static final String MESSAGE = "Access token refreshed";

    private final AccountLookup accounts;
    private final Changes changes;
    private final Sessions sessions;

    public TokenRefresh(AccountLookup accounts, Changes changes, Sessions sessions) {
        this.accounts = accounts;
        this.changes = changes;
        this.sessions = sessions;
    }

    public Future<SessionChange<RefreshResult>> refresh(
            RefreshRequest request, Call<SessionChange<RefreshResult>> call) {
        String bodyToken = request.refreshToken();
        String presented = bodyToken == null ? request.refreshCookie() : bodyToken;
        if (presented == null) {
            throw Failure.of(FailureCode.UNAUTHORIZED, "There is no refresh token");
        }
        SignedIdCodec.NumberedId token = sessions.read(presented).orElseThrow(TokenRefresh::invalidToken);
        return account(token, call.requestContext())
                .compose(account -> changes.change(
                                call.requestContext(), "auth.refresh", tx -> sessions.rotate(tx, account, token))
                        .map(next ->
                                sessions.tokens(account, token.id(), next.orElseThrow(TokenRefresh::invalidToken))))
                .map(sessionTokens -> bodyToken == null ? cookieResponse(sessionTokens) : bodyResponse(sessionTokens));
    }

    private Future<Account> account(SignedIdCodec.NumberedId token, RequestContext requestContext) {
        return sessions.findActive(token.id())
                .compose(activeSession -> accounts.byId(
                        activeSession.orElseThrow(TokenRefresh::invalidToken).account(), requestContext))
                .map(found -> {
                    Account account = found.orElseThrow(TokenRefresh::invalidToken);
                    return switch (account.status()) {
                        case ACTIVE -> account;
                        case SUSPENDED -> throw Failure.of(FailureCode.ACCOUNT_SUSPENDED);
                        case PENDING, PENDING_DELETION -> throw invalidToken();
                    };
                });
    }

    private static SessionChange<RefreshResult> cookieResponse(Sessions.SessionTokens sessionTokens) {
        return new SessionChange<>(
                new RefreshResult(MESSAGE, null, null, null, null),
                new SessionChange.SetCookies(
                        sessionTokens.access(),
                        sessionTokens.accessLifetime(),
                        sessionTokens.refresh(),
                        sessionTokens.idleTimeout(),
                        null));
    }

    private static SessionChange<RefreshResult> bodyResponse(Sessions.SessionTokens sessionTokens) {
        return new SessionChange<>(
                new RefreshResult(MESSAGE, sessionTokens.access(), sessionTokens.refresh(), SignInResponse.BEARER, (int)
                        sessionTokens.accessLifetime().toSeconds()),
                new SessionChange.KeepCookies());
    }

    private static Failure invalidToken() {
        return Failure.of(FailureCode.UNAUTHORIZED, "The refresh token is not valid any more");
    }
}
