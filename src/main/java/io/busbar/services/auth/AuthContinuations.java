package io.busbar.services.auth;

import static io.busbar.services.auth.AuthOperations.AUTH;

import io.busbar.bus.Continuation;
import java.util.UUID;

/** What the auth service does after a request, keyed by account ID. They carry IDs only. */
public interface AuthContinuations {
    /**
     * A user with an unverified address signed in with the right password or requested another link. The ID is random if there is no such
     * account.
     */
    Continuation<EmailVerificationRequested> EMAIL_VERIFICATION_REQUESTED =
            AUTH.continuation("email.verification.requested", EmailVerificationRequested.class);

    /** A password reset was requested. The ID is random if there is no such account. */
    Continuation<PasswordResetRequested> PASSWORD_RESET_REQUESTED =
            AUTH.continuation("password.reset.requested", PasswordResetRequested.class);

    /** A credential has been pending for 25 hours: its account may never have been created. */
    Continuation<PendingCredentialExpired> PENDING_CREDENTIAL_EXPIRED =
            AUTH.continuation("pending.credential.expired", PendingCredentialExpired.class);

    record EmailVerificationRequested(UUID id) {}

    record PasswordResetRequested(UUID id) {}

    record PendingCredentialExpired(UUID id) {}
}
