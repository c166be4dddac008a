package io.busbar.services.auth.session;

import io.busbar.bus.Call;
import io.busbar.bus.Changes;
import io.busbar.bus.RequestContext;
import io.busbar.bus.Tx;
import io.busbar.bus.response.SessionChange;
import io.busbar.services.auth.SessionOperations.LogoutRequest;
import io.busbar.services.auth.SessionOperations.LogoutResult;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Signing out, by whatever of a session the client still holds. Always succeeds: who has no session is signed out. */
public final class Logout {
    private final Changes changes;
    private final Sessions sessions;

    /** A session the client has shown to hold; whose it is, if it may speak for all of theirs. */
    private record PresentedSession(UUID session, @Nullable UUID account) {}

    public Logout(Changes changes, Sessions sessions) {
        this.changes = changes;
        this.sessions = sessions;
    }

    public Future<SessionChange<LogoutResult>> logout(LogoutRequest request, Call<SessionChange<LogoutResult>> call) {
        boolean all = Boolean.TRUE.equals(request.allDevices());
        return Future.join(List.of(
                        Future.succeededFuture(byAccessToken(call.requestContext())),
                        byRefreshToken(request.refreshToken()),
                        byRefreshToken(request.refreshCookie())))
                .compose(found -> {
                    List<PresentedSession> presentedSession = found.<Optional<PresentedSession>>list().stream()
                            .flatMap(Optional::stream)
                            .toList();
                    return presentedSession.isEmpty()
                            ? Future.succeededFuture()
                            : changes.change(
                                    call.requestContext(), "auth.logout", tx -> end(tx, presentedSession, all));
                })
                .map(ended -> new SessionChange<>(
                        new LogoutResult("Logged out successfully"), new SessionChange.ClearCookies()));
    }

    private Future<Void> end(Tx tx, List<PresentedSession> presentedSession, boolean all) {
        List<Future<?>> ended = new ArrayList<>();
        for (PresentedSession each : presentedSession) {
            UUID account = each.account();
            ended.add(
                    all && account != null
                            ? sessions.endAll(tx, account, null, SessionEndReason.LOGOUT)
                            : sessions.end(tx, each.session(), SessionEndReason.LOGOUT));
        }
        return Future.all(ended).mapEmpty();
    }

    /** An admin who acts as somebody speaks for that one session. */
    private static Optional<PresentedSession> byAccessToken(RequestContext requestContext) {
        return requestContext.principal() instanceof RequestContext.User user
                ? Sessions.parseId(user.session())
                        .map(id -> new PresentedSession(id, user.impersonator() == null ? user.id() : null))
                : Optional.empty();
    }

    /** An outdated one ends its own session and no others. */
    private Future<Optional<PresentedSession>> byRefreshToken(@Nullable String token) {
        return Optional.ofNullable(token)
                .flatMap(sessions::read)
                .map(numberedId -> sessions.findActive(numberedId.id())
                        .map(found -> found.map(activeSession -> new PresentedSession(
                                numberedId.id(),
                                numberedId.number() >= activeSession.tokenNumber() - 1
                                        ? activeSession.account()
                                        : null))))
                .orElseGet(() -> Future.succeededFuture(Optional.empty()));
    }
}
