package io.busbar.services.auth.password;

import io.busbar.bus.Call;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.RequestContext;
import io.busbar.bus.RequestContext.UserPrincipal;
import io.busbar.bus.Require;
import io.busbar.bus.Tx;
import io.busbar.services.auth.AccountLookup;
import io.busbar.services.auth.AuthOperations.ChangePassword;
import io.busbar.services.auth.AuthOperations.StatusMessage;
import io.busbar.services.auth.session.Sessions;
import io.busbar.services.auth.throttle.Bucket;
import io.busbar.services.auth.throttle.Throttle;
import io.busbar.services.auth.throttle.Throttle.ThrottleReservation;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Changes the password of a user who knows the current one. */
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
        Require.that(
                !request.newPassword().equals(request.currentPassword()),
                () -> Failure.invalid("/newPassword", "must differ from the current password"));
        RequestContext requestContext = call.requestContext();
        String session = requestContext.user().map(UserPrincipal::session).orElse("");
        List<Bucket> buckets = List.of(Bucket.ofSession(session));
        return accounts.byId(call.userId(), requestContext).compose(found -> {
            found.ifPresent(account -> PasswordReplacement.checkPolicy(request.newPassword(), "/newPassword", account));
            return throttle.reserveAndRun(
                    requestContext, buckets, reservation -> verifyAndReplace(request, reservation, call));
        });
    }

    private Future<StatusMessage> verifyAndReplace(
            ChangePassword request, ThrottleReservation reservation, Call<StatusMessage> call) {
        return verifyCurrentPassword(call, request.currentPassword())
                .compose(currentHash -> passwordHasher
                        .hash(request.newPassword(), call.requestContext().deadline())
                        .compose(hash -> call.change(tx -> replace(tx, currentHash, hash, reservation, call))));
    }

    private Future<StatusMessage> replace(
            Tx tx, String currentHash, String hash, ThrottleReservation reservation, Call<StatusMessage> call) {
        UUID session = Sessions.currentId(call.requestContext()).orElse(null);
        return replacement
                .replace(tx, call.userId(), currentHash, hash, session)
                .compose(replaced -> throttle.recordSuccess(tx, reservation))
                .map(new StatusMessage("Password changed successfully"));
    }

    /** Returns the hash of the current password, if the password matches it. */
    private Future<String> verifyCurrentPassword(Call<?> call, String password) {
        return credentials.find(call.userId()).compose(credential -> {
            String hash = credential.map(CredentialStore.Credential::hash).orElse(null);
            return passwordHasher
                    .verify(hash, password, call.requestContext().deadline())
                    .map(matches -> Require.present(
                            Optional.ofNullable(hash).filter(current -> matches),
                            () -> Failure.of(FailureCode.INVALID_CREDENTIALS, "The current password is incorrect")));
        });
    }
}
