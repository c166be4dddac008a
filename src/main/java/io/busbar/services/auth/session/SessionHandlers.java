package io.busbar.services.auth.session;

import io.busbar.bus.Call;
import io.busbar.bus.Deleted;
import io.busbar.bus.Empty;
import io.busbar.bus.Failure;
import io.busbar.bus.Id;
import io.busbar.bus.ListResult;
import io.busbar.bus.RequestContext;
import io.busbar.data.listing.Page;
import io.busbar.services.auth.SessionOperations.ListSessions;
import io.busbar.services.auth.SessionOperations.Session;
import io.vertx.core.Future;

/** Handles the requests that list, get and revoke sessions, of their owners and of admins. */
public final class SessionHandlers {
    private final SessionListStore listStore;
    private final Sessions sessions;

    public SessionHandlers(SessionListStore store, Sessions sessions) {
        this.listStore = store;
        this.sessions = sessions;
    }

    public Future<ListResult<Session>> listOwn(Empty request, Call<ListResult<Session>> call) {
        return listStore
                .listActive(
                        call.userId(), Sessions.currentId(call.requestContext()).orElse(null))
                .map(ListResult::new);
    }

    public Future<Page<Session>> list(ListSessions request, Call<Page<Session>> call) {
        return listStore.list(request, Sessions.currentId(call.requestContext()).orElse(null));
    }

    public Future<Session> get(Id request, Call<Session> call) {
        return listStore
                .find(request.id(), Sessions.currentId(call.requestContext()).orElse(null))
                .map(found -> found.orElseThrow(SessionHandlers::notFound));
    }

    public Future<Deleted> revoke(Id request, Call<Deleted> call) {
        return listStore
                .find(request.id(), null)
                .map(found -> found.filter(session -> mayRevoke(call.requestContext(), session))
                        .orElseThrow(SessionHandlers::notFound))
                .compose(session -> call.change(tx -> sessions.end(tx, session.id(), SessionEndReason.REVOKED)
                        .map(ended -> {
                            tx.auditSubject("user", session.userId());
                            return new Deleted("Session ended");
                        })));
    }

    private static boolean mayRevoke(RequestContext requestContext, Session session) {
        return requestContext.isAdmin()
                || requestContext.userId().filter(session.userId()::equals).isPresent();
    }

    private static Failure notFound() {
        return Failure.notFound("Session not found");
    }
}
