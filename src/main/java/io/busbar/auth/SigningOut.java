package io.busbar.auth;

import io.busbar.auth.SessionOperations.LoggedOut;
import io.busbar.auth.SessionOperations.Logout;
import io.busbar.bus.Call;
import io.busbar.bus.Caller;
import io.busbar.bus.Changes;
import io.busbar.bus.SessionChange;
import io.busbar.bus.Tx;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Signing out, by whatever of a session the client still holds. Always succeeds: who has no session is signed out. */
final class SigningOut {
    private final Changes changes;
    private final Sessions sessions;

    /** A session the client has shown to hold; whose it is, if it may speak for all of theirs. */
    private record Held(UUID session, @Nullable UUID account) {}

    SigningOut(Changes changes, Sessions sessions) {
        this.changes = changes;
        this.sessions = sessions;
    }

    Future<SessionChange<LoggedOut>> logout(Logout request, Call<SessionChange<LoggedOut>> call) {
        boolean all = Boolean.TRUE.equals(request.allDevices());
        return Future.join(List.of(
                        Future.succeededFuture(byAccessToken(call.caller())),
                        byRefreshToken(request.refreshToken()),
                        byRefreshToken(request.refreshCookie())))
                .compose(found -> {
                    List<Held> held = found.<Optional<Held>>list().stream()
                            .flatMap(Optional::stream)
                            .toList();
                    return held.isEmpty()
                            ? Future.succeededFuture()
                            : changes.change(call.caller(), "auth.logout", tx -> end(tx, held, all));
                })
                .map(ended ->
                        new SessionChange<>(new LoggedOut("Logged out successfully"), new SessionChange.Closed()));
    }

    private Future<Void> end(Tx tx, List<Held> held, boolean all) {
        List<Future<?>> ended = new ArrayList<>();
        for (Held each : held) {
            UUID account = each.account();
            ended.add(
                    all && account != null
                            ? sessions.endAll(tx, account, null, EndReason.LOGOUT)
                            : sessions.end(tx, each.session(), EndReason.LOGOUT));
        }
        return Future.all(ended).mapEmpty();
    }

    /** An admin who acts as somebody speaks for that one session. */
    private static Optional<Held> byAccessToken(Caller caller) {
        return caller.who() instanceof Caller.User user
                ? Sessions.id(user.session()).map(id -> new Held(id, user.impersonator() == null ? user.id() : null))
                : Optional.empty();
    }

    /** An outdated one ends its own session and no others. */
    private Future<Optional<Held>> byRefreshToken(@Nullable String token) {
        return Optional.ofNullable(token)
                .flatMap(sessions::read)
                .map(named -> sessions.live(named.id())
                        .map(found -> found.map(live ->
                                new Held(named.id(), named.number() >= live.counter() - 1 ? live.account() : null))))
                .orElseGet(() -> Future.succeededFuture(Optional.empty()));
    }
}
