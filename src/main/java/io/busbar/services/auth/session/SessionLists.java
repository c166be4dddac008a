package io.busbar.services.auth.session;

import io.busbar.bus.Call;
import io.busbar.bus.Empty;
import io.busbar.bus.Failure;
import io.busbar.bus.ListResult;
import io.busbar.bus.Page;
import io.busbar.bus.RequestContext;
import io.busbar.services.auth.SessionOperations.AuthPersonalData;
import io.busbar.services.auth.SessionOperations.ListSessions;
import io.busbar.services.auth.SessionOperations.Session;
import io.busbar.services.auth.SessionOperations.SessionId;
import io.busbar.services.auth.SessionOperations.SessionRevoked;
import io.busbar.services.auth.mfa.MfaStore;
import io.busbar.services.auth.password.CredentialStore;
import io.busbar.services.users.AccountOperations.AccountId;
import io.vertx.core.Future;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Showing sessions to those whose they are and to admins, who both may end them. */
public final class SessionLists {
    private final SessionListStore store;
    private final Sessions sessions;
    private final MfaStore mfaStore;
    private final CredentialStore credentials;

    public SessionLists(SessionListStore store, Sessions sessions, MfaStore mfaStore, CredentialStore credentials) {
        this.store = store;
        this.sessions = sessions;
        this.mfaStore = mfaStore;
        this.credentials = credentials;
    }

    public Future<ListResult<Session>> listOwn(Empty request, Call<ListResult<Session>> call) {
        return store.listActive(call.userId(), currentSessionId(call.requestContext()))
                .map(ListResult::new);
    }

    public Future<Page<Session>> list(ListSessions request, Call<Page<Session>> call) {
        return store.list(request, currentSessionId(call.requestContext()));
    }

    public Future<Session> get(SessionId request, Call<Session> call) {
        return store.find(request.id(), currentSessionId(call.requestContext()))
                .map(found -> found.orElseThrow(SessionLists::notFound));
    }

    public Future<SessionRevoked> revoke(SessionId request, Call<SessionRevoked> call) {
        return store.find(request.id(), null)
                .map(found -> found.filter(session -> mayRevoke(call.requestContext(), session))
                        .orElseThrow(SessionLists::notFound))
                .compose(session -> call.change(tx -> sessions.end(tx, session.id(), SessionEndReason.REVOKED)
                        .map(ended -> {
                            tx.auditSubject("user", session.userId());
                            return new SessionRevoked("Session ended");
                        })));
    }

    public Future<AuthPersonalData> personalData(AccountId request, Call<AuthPersonalData> call) {
        Future<List<Session>> history = store.listHistory(request.id());
        Future<Optional<OffsetDateTime>> firstSignIn = store.firstSignIn(request.id());
        Future<MfaStore.MfaState> mfaState = mfaStore.getState(request.id());
        Future<Optional<CredentialStore.Credential>> credential = credentials.find(request.id());
        return Future.all(history, firstSignIn, mfaState, credential)
                .map(all -> new AuthPersonalData(
                        history.result(),
                        firstSignIn.result().orElse(null),
                        credential
                                .result()
                                .map(CredentialStore.Credential::changedAt)
                                .orElse(null),
                        mfaState.result().enabledAt(),
                        mfaState.result().recoveryCodesLeft()));
    }

    private static boolean mayRevoke(RequestContext requestContext, Session session) {
        return requestContext.isAdmin()
                || requestContext.userId().filter(session.userId()::equals).isPresent();
    }

    private static @Nullable UUID currentSessionId(RequestContext requestContext) {
        return requestContext.principal() instanceof RequestContext.User user
                ? Sessions.parseId(user.session()).orElse(null)
                : null;
    }

    private static Failure notFound() {
        return Failure.notFound("There is no such session");
    }
}
