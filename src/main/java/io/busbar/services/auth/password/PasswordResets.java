package io.busbar.services.auth.password;

import io.busbar.bus.Call;
import io.busbar.bus.Failure;
import io.busbar.bus.RequestContext;
import io.busbar.bus.Require;
import io.busbar.bus.Tx;
import io.busbar.services.auth.AccountLookup;
import io.busbar.services.auth.AuthContinuations;
import io.busbar.services.auth.AuthContinuations.PasswordResetRequested;
import io.busbar.services.auth.AuthOperations.ForgotPassword;
import io.busbar.services.auth.AuthOperations.ResetPassword;
import io.busbar.services.auth.AuthOperations.StatusMessage;
import io.busbar.services.auth.token.OneTimeTokenStore;
import io.busbar.services.auth.token.OneTimeTokenStore.IssuedToken;
import io.busbar.services.auth.token.OneTimeTokens;
import io.busbar.services.auth.token.OneTimeTokens.OneTimeTokenId;
import io.busbar.services.auth.token.OneTimeTokens.Purpose;
import io.busbar.services.users.AccountOperations.Account;
import io.vertx.core.Future;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Resets forgotten passwords, with a token that is sent to the account's address. */
public final class PasswordResets {
    private static final StatusMessage SENT =
            new StatusMessage("If the account exists, you will receive an email with a link");

    private final AccountLookup accounts;
    private final OneTimeTokens tokens;
    private final OneTimeTokenStore store;
    private final PasswordHasher passwordHasher;
    private final PasswordReplacement replacement;

    public PasswordResets(
            AccountLookup accounts,
            OneTimeTokens tokens,
            OneTimeTokenStore store,
            PasswordHasher passwordHasher,
            PasswordReplacement replacement) {
        this.accounts = accounts;
        this.tokens = tokens;
        this.store = store;
        this.passwordHasher = passwordHasher;
        this.replacement = replacement;
    }

    /**
     * Enqueues the request; a subscriber sends the email. For an unknown account it enqueues a random ID, so that timing does not reveal
     * whether the account exists; no email is sent for it.
     */
    public Future<StatusMessage> requestReset(ForgotPassword request, Call<StatusMessage> call) {
        String identifier = exactlyOne("/email", request.email(), "/identifier", request.identifier());
        return accounts.byIdentifier(identifier, call.requestContext())
                .map(AccountLookup::idOrRandom)
                .compose(account -> call.change(tx -> {
                    PasswordResetRequested requested = new PasswordResetRequested(account);
                    tx.enqueue(AuthContinuations.PASSWORD_RESET_REQUESTED, account.toString(), requested);
                    return Future.succeededFuture(SENT);
                }));
    }

    public Future<StatusMessage> reset(ResetPassword request, Call<StatusMessage> call) {
        String password = exactlyOne("/password", request.password(), "/newPassword", request.newPassword());
        String field = request.password() == null ? "/newPassword" : "/password";
        return store.find(decode(request.token()))
                .map(found -> Require.present(found, OneTimeTokens::invalidToken))
                .compose(issuedToken -> requireOwner(issuedToken, call.requestContext())
                        .compose(owner -> hash(password, field, owner, call.requestContext()))
                        .compose(hash -> call.change(tx -> redeemAndReplace(tx, issuedToken, hash))));
    }

    private OneTimeTokenId decode(String token) {
        return Require.present(
                tokens.decode(token).filter(decoded -> decoded.purpose() == Purpose.RESET_PASSWORD),
                OneTimeTokens::invalidToken);
    }

    private Future<Account> requireOwner(IssuedToken issuedToken, RequestContext requestContext) {
        return accounts.byId(issuedToken.account(), requestContext)
                .map(found -> Require.present(
                        found.filter(account -> isValidFor(issuedToken, account)), OneTimeTokens::invalidToken));
    }

    /** Returns whether the token may reset the password: it must have been sent to the account's current address. */
    private boolean isValidFor(IssuedToken issuedToken, Account account) {
        return AccountLookup.mayResetPassword(account) && tokens.wasSentTo(issuedToken, account.email());
    }

    private Future<String> hash(String password, String field, Account owner, RequestContext requestContext) {
        PasswordReplacement.checkPolicy(password, field, owner);
        return passwordHasher.hash(password, requestContext.deadline());
    }

    private Future<StatusMessage> redeemAndReplace(Tx tx, IssuedToken issuedToken, String hash) {
        return store.redeem(tx, issuedToken.id())
                .compose(redeemed -> {
                    Require.that(redeemed, OneTimeTokens::invalidToken);
                    return replacement.set(tx, issuedToken.account(), hash);
                })
                .map(new StatusMessage("Password reset successfully"));
    }

    private static String exactlyOne(
            String field, @Nullable String value, String otherField, @Nullable String otherValue) {
        Require.that(
                value == null || otherValue == null,
                () -> Failure.invalid(otherField, "must not be combined with " + field.substring(1)));
        return Require.present(
                Optional.ofNullable(value == null ? otherValue : value), () -> Failure.invalid(field, "is required"));
    }
}
