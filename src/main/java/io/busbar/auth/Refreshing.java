package io.busbar.auth;

import io.busbar.auth.SessionOperations.Refresh;
import io.busbar.auth.SessionOperations.Refreshed;
import io.busbar.bus.Call;
import io.busbar.bus.Caller;
import io.busbar.bus.Changes;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.SessionChange;
import io.busbar.users.AccountOperations.Account;
import io.vertx.core.Future;

/** Exchanging refresh tokens. Each time the account is asked for again: who may not sign in any more gets no token either. */
final class Refreshing {
    private static final String MSG = "Access token refreshed";

    private final AccountLookup accounts;
    private final Changes changes;
    private final Sessions sessions;

    Refreshing(AccountLookup accounts, Changes changes, Sessions sessions) {
        this.accounts = accounts;
        this.changes = changes;
        this.sessions = sessions;
    }

    Future<SessionChange<Refreshed>> refresh(Refresh request, Call<SessionChange<Refreshed>> call) {
        String sent = request.refreshToken();
        String presented = sent == null ? request.refreshCookie() : sent;
        if (presented == null) {
            throw Failure.of(FailureCode.UNAUTHORIZED, "There is no refresh token");
        }
        SignedId.Named token = sessions.read(presented).orElseThrow(Refreshing::refused);
        return account(token, call.caller())
                .compose(account -> changes.change(
                                call.caller(), "auth.refresh", tx -> sessions.rotate(tx, account, token))
                        .map(next -> sessions.tokens(account, token.id(), next.orElseThrow(Refreshing::refused))))
                .map(tokens -> sent == null ? byCookie(tokens) : inBody(tokens));
    }

    private Future<Account> account(SignedId.Named token, Caller caller) {
        return sessions.live(token.id())
                .compose(live ->
                        accounts.byId(live.orElseThrow(Refreshing::refused).account(), caller))
                .map(found -> {
                    Account account = found.orElseThrow(Refreshing::refused);
                    return switch (account.status()) {
                        case ACTIVE -> account;
                        case SUSPENDED -> throw Failure.of(FailureCode.ACCOUNT_SUSPENDED);
                        case PENDING, LEAVING -> throw refused();
                    };
                });
    }

    private static SessionChange<Refreshed> byCookie(Sessions.Tokens tokens) {
        return new SessionChange<>(
                new Refreshed(MSG, null, null, null, null),
                new SessionChange.Opened(tokens.access(), tokens.accessAge(), tokens.refresh(), tokens.idle(), null));
    }

    private static SessionChange<Refreshed> inBody(Sessions.Tokens tokens) {
        return new SessionChange<>(
                new Refreshed(MSG, tokens.access(), tokens.refresh(), SignInAnswer.BEARER, (int)
                        tokens.accessAge().toSeconds()),
                new SessionChange.Kept());
    }

    private static Failure refused() {
        return Failure.of(FailureCode.UNAUTHORIZED, "The refresh token is not valid any more");
    }
}
