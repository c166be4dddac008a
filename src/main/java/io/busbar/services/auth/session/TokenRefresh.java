package io.busbar.services.auth.session;

import io.busbar.bus.Call;
import io.busbar.bus.Changes;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.RequestContext;
import io.busbar.bus.Require;
import io.busbar.bus.response.SessionChange;
import io.busbar.services.auth.AccountLookup;
import io.busbar.services.auth.SessionOperations.RefreshRequest;
import io.busbar.services.auth.SessionOperations.RefreshResult;
import io.busbar.services.auth.token.SignedIdCodec;
import io.busbar.services.users.AccountOperations.Account;
import io.vertx.core.Future;

/**
 * Exchanges a refresh token for a new access token and the next refresh token. Loads the account each time, so that an account that may no
 * longer sign in gets none. Answers a token from the body in the body, for clients without cookies, and a token from a cookie with cookies
 * only, so that scripts never see it.
 */
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
            throw Failure.of(FailureCode.UNAUTHORIZED, "The refresh token is missing");
        }
        SignedIdCodec.DecodedToken token = sessions.read(presented).orElseThrow(TokenRefresh::invalidToken);
        return findAccount(token, call.requestContext())
                .compose(account -> rotate(account, token, call.requestContext()))
                .map(sessionTokens -> bodyToken == null ? cookieResponse(sessionTokens) : bodyResponse(sessionTokens));
    }

    private Future<Account> findAccount(SignedIdCodec.DecodedToken token, RequestContext requestContext) {
        return sessions.findActive(token.id())
                .map(found -> Require.present(found, TokenRefresh::invalidToken))
                .compose(activeSession -> accounts.byId(activeSession.account(), requestContext))
                .map(found -> requireActive(Require.present(found, TokenRefresh::invalidToken)));
    }

    private static Account requireActive(Account account) {
        return switch (account.status()) {
            case ACTIVE -> account;
            case SUSPENDED -> throw Failure.of(FailureCode.ACCOUNT_SUSPENDED);
            case PENDING, PENDING_DELETION -> throw invalidToken();
        };
    }

    private Future<Sessions.SessionTokens> rotate(
            Account account, SignedIdCodec.DecodedToken token, RequestContext requestContext) {
        return changes.change(requestContext, "auth.refresh", tx -> sessions.rotate(tx, account, token))
                .map(nextNumber -> Require.present(nextNumber, TokenRefresh::invalidToken))
                .map(nextNumber -> sessions.tokens(account, token.id(), nextNumber));
    }

    private static SessionChange<RefreshResult> cookieResponse(Sessions.SessionTokens sessionTokens) {
        return new SessionChange<>(
                new RefreshResult(MESSAGE, null, null, null, null),
                new SessionChange.SetCookies(
                        sessionTokens.access(),
                        sessionTokens.accessLifetime(),
                        sessionTokens.refresh(),
                        sessionTokens.idleTimeout(),
                        /* deviceToken= */ null));
    }

    private static SessionChange<RefreshResult> bodyResponse(Sessions.SessionTokens sessionTokens) {
        return new SessionChange<>(
                new RefreshResult(MESSAGE, sessionTokens.access(), sessionTokens.refresh(), Sessions.BEARER, (int)
                        sessionTokens.accessLifetime().toSeconds()),
                new SessionChange.KeepCookies());
    }

    private static Failure invalidToken() {
        return Failure.of(FailureCode.UNAUTHORIZED, "The refresh token is no longer valid");
    }
}
