package io.busbar.auth;

import io.busbar.auth.AuthOperations.ChangePassword;
import io.busbar.auth.AuthOperations.Message;
import io.busbar.bus.Call;
import io.busbar.bus.Caller;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.vertx.core.Future;
import java.util.List;
import java.util.UUID;

/** How somebody who knows the password gets another. */
final class PasswordChanges {
    private final AccountLookup accounts;
    private final CredentialStore credentials;
    private final Passwords passwords;
    private final Throttle throttle;
    private final PasswordReplacement replacement;

    PasswordChanges(
            AccountLookup accounts,
            CredentialStore credentials,
            Passwords passwords,
            Throttle throttle,
            PasswordReplacement replacement) {
        this.accounts = accounts;
        this.credentials = credentials;
        this.passwords = passwords;
        this.throttle = throttle;
        this.replacement = replacement;
    }

    Future<Message> change(ChangePassword request, Call<Message> call) {
        UUID user = call.user();
        if (request.newPassword().equals(request.currentPassword())) {
            throw Failure.invalid("/newPassword", "is the one that is");
        }
        return accounts.byId(user, call.caller()).compose(found -> {
            found.ifPresent(account -> PasswordReplacement.check(request.newPassword(), "/newPassword", account));
            return throttle.reserve(call.caller(), List.of(Bucket.ofSession(session(call.caller()))))
                    .compose(attempt -> throttle.judged(
                            attempt,
                            () -> proven(user, request.currentPassword())
                                    .compose(old -> passwords
                                            .hash(request.newPassword())
                                            .compose(hash -> call.change(tx -> replacement
                                                    .replace(tx, user, old, hash, session(call.caller()))
                                                    .compose(replaced -> throttle.succeeded(tx, attempt))
                                                    .map(new Message("Password changed successfully")))))));
        });
    }

    /** The hash of the present password, if this is it. */
    private Future<String> proven(UUID user, String password) {
        return credentials.find(user).compose(credential -> {
            String hash = credential.map(CredentialStore.Credential::hash).orElse(null);
            return passwords
                    .verify(hash, password)
                    .compose(right -> right && hash != null
                            ? Future.succeededFuture(hash)
                            : Future.failedFuture(Failure.of(FailureCode.INVALID_CREDENTIALS)));
        });
    }

    private static String session(Caller caller) {
        return caller.who() instanceof Caller.User person ? person.session() : "";
    }
}
