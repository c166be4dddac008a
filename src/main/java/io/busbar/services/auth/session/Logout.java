package io.busbar.services.auth.session;

import io.busbar.bus.Call;
import io.busbar.bus.Changes;
import io.busbar.bus.RequestContext;
import io.busbar.bus.RequestContext.UserPrincipal;
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

/** Ends the session of every token that the client sends. Succeeds even if there is none. */
public final class Logout {
    private final Changes changes;
    private final Sessions sessions;

    /**
     * The session of a token that the client sent.
     *
     * @param accountIfMayEndAll the account if the token may end all of its sessions; otherwise null
     */
    private record PresentedSession(UUID session, @Nullable UUID accountIfMayEndAll) {}

    public Logout(Changes changes, Sessions sessions) {
        this.changes = changes;
        this.sessions = sessions;
    }

    public Future<SessionChange<LogoutResult>> logout(LogoutRequest request, Call<SessionChange<LogoutResult>> call) {
        boolean allDevices = Boolean.TRUE.equals(request.allDevices());
        return findPresented(request, call.requestContext())
                .compose(presented -> endPresented(presented, allDevices, call.requestContext()))
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

    private Future<Void> endPresented(
            List<PresentedSession> presented, boolean allDevices, RequestContext requestContext) {
        if (presented.isEmpty()) {
            return Future.succeededFuture();
        }
        return changes.change(
                requestContext,
                "auth.logout",
                tx -> Future.all(presented.stream()
                                .map(session -> end(tx, session, allDevices))
                                .toList())
                        .mapEmpty());
    }

    private Future<?> end(Tx tx, PresentedSession presented, boolean allDevices) {
        UUID account = presented.accountIfMayEndAll();
        return allDevices && account != null
                ? sessions.endAll(tx, account, null, SessionEndReason.LOGOUT)
                : sessions.end(tx, presented.session(), SessionEndReason.LOGOUT);
    }

    /** Returns the session of the access token. The token of an impersonation can end only that session. */
    private static Optional<PresentedSession> byAccessToken(RequestContext requestContext) {
        UUID accountIfMayEndAll = requestContext
                .user()
                .filter(user -> user.impersonator() == null)
                .map(UserPrincipal::id)
                .orElse(null);
        return Sessions.currentId(requestContext).map(id -> new PresentedSession(id, accountIfMayEndAll));
    }

    /**
     * Returns the session of a refresh token. Only the newest token and the one before it can end all sessions: a client whose last refresh
     * was interrupted still has the previous token. An older token can end only its own session.
     */
    private Future<Optional<PresentedSession>> byRefreshToken(@Nullable String token) {
        return Optional.ofNullable(token)
                .flatMap(sessions::read)
                .map(refreshTokenId -> sessions.findActive(refreshTokenId.id())
                        .map(found -> found.map(activeSession -> new PresentedSession(
                                refreshTokenId.id(),
                                refreshTokenId.number() >= activeSession.tokenNumber() - 1
                                        ? activeSession.account()
                                        : null))))
                .orElseGet(() -> Future.succeededFuture(Optional.empty()));
    }
}
