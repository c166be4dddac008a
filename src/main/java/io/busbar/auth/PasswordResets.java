package io.busbar.auth;

import io.busbar.auth.AuthEvents.ResetWanted;
import io.busbar.auth.AuthOperations.ForgotPassword;
import io.busbar.auth.AuthOperations.Message;
import io.busbar.auth.AuthOperations.ResetPassword;
import io.busbar.auth.OneTimeTokenStore.Token;
import io.busbar.auth.OneTimeTokens.Named;
import io.busbar.auth.OneTimeTokens.Purpose;
import io.busbar.bus.Call;
import io.busbar.bus.Failure;
import io.busbar.bus.Failure.FieldError;
import io.busbar.users.AccountOperations.Account;
import io.busbar.users.AccountOperations.Status;
import io.vertx.core.Future;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How somebody who has forgotten a password gets another: by reading what is sent to the account's address. */
final class PasswordResets {
    private static final Message SENT = new Message("If there is such an account, a letter is on its way");

    private final AccountLookup accounts;
    private final OneTimeTokens tokens;
    private final OneTimeTokenStore store;
    private final Passwords passwords;
    private final PasswordReplacement replacement;

    PasswordResets(
            AccountLookup accounts,
            OneTimeTokens tokens,
            OneTimeTokenStore store,
            Passwords passwords,
            PasswordReplacement replacement) {
        this.accounts = accounts;
        this.tokens = tokens;
        this.store = store;
        this.passwords = passwords;
        this.replacement = replacement;
    }

    /** Whose address is proven and who is not shut out; who has left can come back. */
    static boolean isOpenTo(Account account) {
        return account.status() == Status.ACTIVE || account.status() == Status.LEAVING;
    }

    Future<Message> forgot(ForgotPassword request, Call<Message> call) {
        String identifier = one("/email", request.email(), "/identifier", request.identifier());
        return accounts.byIdentifier(identifier, call.caller()).compose(found -> {
            UUID account = EmailProofs.idOrNobodys(found);
            return call.change(tx -> {
                tx.announce(AuthEvents.RESET_WANTED, account.toString(), new ResetWanted(account));
                return Future.succeededFuture(SENT);
            });
        });
    }

    Future<Message> reset(ResetPassword request, Call<Message> call) {
        String password = one("/password", request.password(), "/newPassword", request.newPassword());
        String field = request.password() == null ? "/newPassword" : "/password";
        Named named = tokens.read(request.token())
                .filter(each -> each.purpose() == Purpose.RESET_PASSWORD)
                .orElseThrow(EmailProofs::refused);
        return store.find(named)
                .map(found -> found.orElseThrow(EmailProofs::refused))
                .compose(token -> accounts.byId(token.account(), call.caller())
                        .map(found ->
                                found.filter(account -> isFor(token, account)).orElseThrow(EmailProofs::refused))
                        .compose(account -> {
                            PasswordReplacement.check(password, field, account);
                            return passwords.hash(password);
                        })
                        .compose(hash -> call.change(tx -> store.use(tx, token.id())
                                .compose(first -> first
                                        ? replacement.set(tx, token.account(), hash)
                                        : Future.failedFuture(EmailProofs.refused()))
                                .map(new Message("Password reset successfully")))));
    }

    /** A token that went to an address which is no longer the account's opens nothing. */
    private boolean isFor(Token token, Account account) {
        return isOpenTo(account) && token.isFor(tokens.hash(account.email()));
    }

    private static String one(String field, @Nullable String value, String otherField, @Nullable String otherValue) {
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
