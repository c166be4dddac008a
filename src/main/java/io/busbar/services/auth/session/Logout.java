package io.busbar.services.auth.session;

import io.busbar.bus.Call;
import io.busbar.bus.Changes;
import io.busbar.bus.RequestContext;
import io.busbar.bus.Tx;
import io.busbar.bus.response.SessionChange;
import io.busbar.services.auth.SessionOperations.LogoutRequest;
import io.busbar.services.auth.SessionOperations.LogoutResult;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Signs out, with any token of a session that the client still has. Always succeeds, even without a session. */
public final class Logout {
    private final Changes changes;
    private final Sessions sessions;

    /** A session, identified by a token of the client; {@code account} is set if the token may end all sessions of the account. */
    private record PresentedSession(UUID session, @Nullable UUID account) {}

    public Logout(Changes changes, Sessions sessions) {
        this.changes = changes;
        this.sessions = sessions;
    }

    public Future<SessionChange<LogoutResult>> logout(LogoutRequest request, Call<SessionChange<LogoutResult>> call) {
        boolean all = Boolean.TRUE.equals(request.allDevices());
        return findPresented(request, call.requestContext())
                .compose(presented -> endPresented(presented, all, call.requestContext()))
                .map(ended -> new SessionChange<>(
                        new LogoutResult("Logged out successfully"), new SessionChange.ClearCookies()));
    }

    private Future<List<PresentedSession>> findPresented(LogoutRequest request, RequestContext requestContext) {
        Future<Optional<PresentedSession>> inBody = byRefreshToken(request.refreshToken());
        Future<Optional<PresentedSession>> inCookie = byRefreshToken(request.refreshCookie());
        return Future.join(inBody, inCookie)
                .map(found -> Stream.of(byAccessToken(requestContext), inBody.result(), inCookie.result())
                        .flatMap(Optional::stream)
                        .toList());
    }

    private Future<Void> endPresented(List<PresentedSession> presented, boolean all, RequestContext requestContext) {
        if (presented.isEmpty()) {
            return Future.succeededFuture();
        }
        return changes.change(
                requestContext,
                "auth.logout",
                tx -> Future.all(presented.stream()
                                .map(session -> end(tx, session, all))
                                .toList())
                        .mapEmpty());
    }

    private Future<?> end(Tx tx, PresentedSession presented, boolean all) {
        UUID account = presented.account();
        return all && account != null
                ? sessions.endAll(tx, account, null, SessionEndReason.LOGOUT)
                : sessions.end(tx, presented.session(), SessionEndReason.LOGOUT);
    }

    /** The token of an impersonation ends only its own session. */
    private static Optional<PresentedSession> byAccessToken(RequestContext requestContext) {
        return requestContext.principal() instanceof RequestContext.User user
                ? Sessions.parseId(user.session())
                        .map(id -> new PresentedSession(id, user.impersonator() == null ? user.id() : null))
                : Optional.empty();
    }

    /** An outdated refresh token ends only its own session. */
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
