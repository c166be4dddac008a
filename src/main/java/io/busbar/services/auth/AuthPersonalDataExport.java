package io.busbar.services.auth;

import io.busbar.bus.Id;
import io.busbar.services.auth.AuthPersonalData.AuthExport;
import io.busbar.services.auth.SessionOperations.Session;
import io.busbar.services.auth.mfa.MfaStore;
import io.busbar.services.auth.password.CredentialStore;
import io.busbar.services.auth.session.SessionListStore;
import io.vertx.core.Future;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/** Exports the personal data that the auth service stores about an account. */
final class AuthPersonalDataExport {
    private final SessionListStore sessions;
    private final MfaStore mfaStore;
    private final CredentialStore credentials;

    AuthPersonalDataExport(SessionListStore sessions, MfaStore mfaStore, CredentialStore credentials) {
        this.sessions = sessions;
        this.mfaStore = mfaStore;
        this.credentials = credentials;
    }

    Future<AuthExport> export(Id request) {
        Future<List<Session>> history = sessions.listHistory(request.id());
        Future<Optional<OffsetDateTime>> firstSignIn = sessions.firstSignIn(request.id());
        Future<MfaStore.MfaState> mfaState = mfaStore.getState(request.id());
        Future<Optional<OffsetDateTime>> passwordChangedAt =
                credentials.find(request.id()).map(found -> found.map(CredentialStore.Credential::changedAt));
        return Future.all(history, firstSignIn, mfaState, passwordChangedAt)
                .map(loaded -> new AuthExport(
                        history.result(),
                        firstSignIn.result().orElse(null),
                        passwordChangedAt.result().orElse(null),
                        mfaState.result().enabledAt(),
                        mfaState.result().recoveryCodesLeft()));
    }
}
