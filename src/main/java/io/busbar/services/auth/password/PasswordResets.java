package io.busbar.services.auth.password;

import io.busbar.bus.Call;
import io.busbar.bus.Failure;
import io.busbar.bus.Failure.FieldError;
import io.busbar.services.auth.AccountLookup;
import io.busbar.services.auth.AuthEvents;
import io.busbar.services.auth.AuthEvents.PasswordResetRequested;
import io.busbar.services.auth.AuthOperations.ForgotPassword;
import io.busbar.services.auth.AuthOperations.ResetPassword;
import io.busbar.services.auth.AuthOperations.StatusMessage;
import io.busbar.services.auth.account.EmailVerification;
import io.busbar.services.auth.token.OneTimeTokenStore;
import io.busbar.services.auth.token.OneTimeTokenStore.IssuedToken;
import io.busbar.services.auth.token.OneTimeTokens;
import io.busbar.services.auth.token.OneTimeTokens.OneTimeTokenId;
import io.busbar.services.auth.token.OneTimeTokens.Purpose;
import io.busbar.services.users.AccountOperations.Account;
import io.busbar.services.users.AccountOperations.AccountStatus;
import io.vertx.core.Future;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How somebody who has forgotten a password gets another: by reading what is sent to the account's address. */
public final class PasswordResets {
    private static final StatusMessage SENT = new StatusMessage("If there is such an account, a letter is on its way");

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

    /** Whose address is proven and who is not shut out; who has left can come back. */
    public static boolean isAllowedFor(Account account) {
        return account.status() == AccountStatus.ACTIVE || account.status() == AccountStatus.PENDING_DELETION;
    }

    public Future<StatusMessage> requestReset(ForgotPassword request, Call<StatusMessage> call) {
        String identifier = exactlyOne("/email", request.email(), "/identifier", request.identifier());
        return accounts.byIdentifier(identifier, call.requestContext()).compose(found -> {
            UUID account = EmailVerification.idOrRandom(found);
            return call.change(tx -> {
                tx.publish(
                        AuthEvents.PASSWORD_RESET_REQUESTED, account.toString(), new PasswordResetRequested(account));
                return Future.succeededFuture(SENT);
            });
        });
    }

    public Future<StatusMessage> reset(ResetPassword request, Call<StatusMessage> call) {
        String password = exactlyOne("/password", request.password(), "/newPassword", request.newPassword());
        String field = request.password() == null ? "/newPassword" : "/password";
        OneTimeTokenId oneTimeTokenId = tokens.decode(request.token())
                .filter(each -> each.purpose() == Purpose.RESET_PASSWORD)
                .orElseThrow(EmailVerification::invalidToken);
        return store.find(oneTimeTokenId)
                .map(found -> found.orElseThrow(EmailVerification::invalidToken))
                .compose(issuedToken -> accounts.byId(issuedToken.account(), call.requestContext())
                        .map(found -> found.filter(account -> isValidFor(issuedToken, account))
                                .orElseThrow(EmailVerification::invalidToken))
                        .compose(account -> {
                            PasswordReplacement.checkPolicy(password, field, account);
                            return passwordHasher.hash(password);
                        })
                        .compose(hash -> call.change(tx -> store.redeem(tx, issuedToken.id())
                                .compose(redeemed -> redeemed
                                        ? replacement.set(tx, issuedToken.account(), hash)
                                        : Future.failedFuture(EmailVerification.invalidToken()))
                                .map(new StatusMessage("Password reset successfully")))));
    }

    /** A token that went to an address which is no longer the account's opens nothing. */
    private boolean isValidFor(IssuedToken issuedToken, Account account) {
        return isAllowedFor(account) && issuedToken.wasSentTo(tokens.hashAddress(account.email()));
    }

    private static String exactlyOne(
            String field, @Nullable String value, String otherField, @Nullable String otherValue) {
        if (value != null && otherValue != null) {
            throw Failure.invalid(
                    List.of(new FieldError(otherField, "must not be given beside " + field.substring(1))));
        }
        String given = value == null ? otherValue : value;
        if (given == null) {
            throw Failure.invalid(field, "is required");
        }
        return given;
    }
}
