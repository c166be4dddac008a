package io.busbar.auth;

import io.busbar.auth.SessionOperations.ListSessions;
import io.busbar.auth.SessionOperations.PersonalData;
import io.busbar.auth.SessionOperations.Revoked;
import io.busbar.auth.SessionOperations.Session;
import io.busbar.auth.SessionOperations.SessionId;
import io.busbar.bus.Call;
import io.busbar.bus.Caller;
import io.busbar.bus.Failure;
import io.busbar.bus.Items;
import io.busbar.bus.Nothing;
import io.busbar.bus.Page;
import io.busbar.users.AccountOperations.AccountId;
import io.vertx.core.Future;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Showing sessions to those whose they are and to admins, who both may end them. */
final class SessionLists {
    private final SessionListStore store;
    private final Sessions sessions;
    private final FactorStore factors;
    private final CredentialStore credentials;

    SessionLists(SessionListStore store, Sessions sessions, FactorStore factors, CredentialStore credentials) {
        this.store = store;
        this.sessions = sessions;
        this.factors = factors;
        this.credentials = credentials;
    }

    Future<Items<Session>> own(Nothing request, Call<Items<Session>> call) {
        return store.own(call.user(), current(call.caller())).map(Items::new);
    }

    Future<Page<Session>> list(ListSessions request, Call<Page<Session>> call) {
        return store.list(request, current(call.caller()));
    }

    Future<Session> show(SessionId request, Call<Session> call) {
        return store.find(request.id(), current(call.caller())).map(found -> found.orElseThrow(SessionLists::unknown));
    }

    Future<Revoked> revoke(SessionId request, Call<Revoked> call) {
        return store.find(request.id(), null)
                .map(found ->
                        found.filter(session -> mayEnd(call.caller(), session)).orElseThrow(SessionLists::unknown))
                .compose(session -> call.change(tx -> sessions.end(tx, session.id(), EndReason.REVOKED)
                        .map(ended -> {
                            tx.about("user", session.userId());
                            return new Revoked("Session ended");
                        })));
    }

    Future<PersonalData> personalData(AccountId request, Call<PersonalData> call) {
        Future<List<Session>> kept = store.kept(request.id());
        Future<Optional<OffsetDateTime>> first = store.firstSignIn(request.id());
        Future<FactorStore.State> factor = factors.state(request.id());
        Future<Optional<CredentialStore.Credential>> credential = credentials.find(request.id());
        return Future.all(kept, first, factor, credential)
                .map(all -> new PersonalData(
                        kept.result(),
                        first.result().orElse(null),
                        credential
                                .result()
                                .map(CredentialStore.Credential::changedAt)
                                .orElse(null),
                        factor.result().enabledAt(),
                        factor.result().codesLeft()));
    }

    private static boolean mayEnd(Caller caller, Session session) {
        return caller.isAdmin()
                || caller.userId().filter(session.userId()::equals).isPresent();
    }

    private static @Nullable UUID current(Caller caller) {
        return caller.who() instanceof Caller.User user
                ? Sessions.id(user.session()).orElse(null)
                : null;
    }

    private static Failure unknown() {
        return Failure.notFound("There is no such session");
    }
}
