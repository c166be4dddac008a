package io.busbar.services.auth.password;

import io.busbar.bus.Call;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.RequestContext;
import io.busbar.services.auth.AccountLookup;
import io.busbar.services.auth.AuthOperations.ChangePassword;
import io.busbar.services.auth.AuthOperations.StatusMessage;
import io.busbar.services.auth.throttle.Bucket;
import io.busbar.services.auth.throttle.Throttle;
import io.vertx.core.Future;
import java.util.List;
import java.util.UUID;

/** How somebody who knows the password gets another. */
public final class PasswordChanges {
    private final AccountLookup accounts;
    private final CredentialStore credentials;
    private final PasswordHasher passwordHasher;
    private final Throttle throttle;
    private final PasswordReplacement replacement;

    public PasswordChanges(
            AccountLookup accounts,
            CredentialStore credentials,
            PasswordHasher passwordHasher,
            Throttle throttle,
            PasswordReplacement replacement) {
        this.accounts = accounts;
        this.credentials = credentials;
        this.passwordHasher = passwordHasher;
        this.throttle = throttle;
        this.replacement = replacement;
    }

    public Future<StatusMessage> change(ChangePassword request, Call<StatusMessage> call) {
        UUID user = call.userId();
        if (request.newPassword().equals(request.currentPassword())) {
            throw Failure.invalid("/newPassword", "is the one that is");
        }
        return accounts.byId(user, call.requestContext()).compose(found -> {
            found.ifPresent(account -> PasswordReplacement.checkPolicy(request.newPassword(), "/newPassword", account));
            return throttle.reserve(call.requestContext(), List.of(Bucket.ofSession(sessionId(call.requestContext()))))
                    .compose(attempt -> throttle.runAttempt(
                            attempt,
                            () -> verifyCurrentPassword(user, request.currentPassword())
                                    .compose(currentHash -> passwordHasher
                                            .hash(request.newPassword())
                                            .compose(hash -> call.change(tx -> replacement
                                                    .replace(
                                                            tx,
                                                            user,
                                                            currentHash,
                                                            hash,
                                                            sessionId(call.requestContext()))
                                                    .compose(replaced -> throttle.recordSuccess(tx, attempt))
                                                    .map(new StatusMessage("Password changed successfully")))))));
        });
    }

    /** The hash of the present password, if this is it. */
    private Future<String> verifyCurrentPassword(UUID user, String password) {
        return credentials.find(user).compose(credential -> {
            String hash = credential.map(CredentialStore.Credential::hash).orElse(null);
            return passwordHasher
                    .verify(hash, password)
                    .compose(matches -> matches && hash != null
                            ? Future.succeededFuture(hash)
                            : Future.failedFuture(Failure.of(FailureCode.INVALID_CREDENTIALS)));
        });
    }

    private static String sessionId(RequestContext requestContext) {
        return requestContext.principal() instanceof RequestContext.User person ? person.session() : "";
    }
}
