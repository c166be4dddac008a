package io.busbar.services.auth.session;

import io.busbar.bus.Bus;
import io.busbar.bus.Call;
import io.busbar.bus.Changes;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.RequestContext;
import io.busbar.bus.Require;
import io.busbar.bus.Tx;
import io.busbar.bus.response.SessionChange;
import io.busbar.services.auth.AuthEvents;
import io.busbar.services.auth.SessionOperations.ImpersonationRequest;
import io.busbar.services.auth.SessionOperations.ImpersonationResult;
import io.busbar.services.users.AccountOperations;
import io.busbar.services.users.AccountOperations.Account;
import io.busbar.services.users.AccountOperations.AccountId;
import io.busbar.services.users.AccountOperations.AccountStatus;
import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.tokens.AccessTokens;
import io.busbar.tokens.AccessTokens.Impersonator;
import io.busbar.tokens.AccessTokens.TokenGrant;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;

/**
 * Lets admins act as a user for 15 minutes, for a reason that is audited. There is no refresh token, and the access token names the admin,
 * so that operations which users must perform personally are refused.
 */
public final class Impersonation {
    private static final Duration LIFETIME = Duration.ofMinutes(15);

    private final Bus bus;
    private final Changes changes;
    private final SessionStore store;
    private final AccessTokens accessTokens;

    public Impersonation(Bus bus, Changes changes, SessionStore store, AccessTokens accessTokens) {
        this.bus = bus;
        this.changes = changes;
        this.store = store;
        this.accessTokens = accessTokens;
    }

    public Future<SessionChange<ImpersonationResult>> impersonate(
            ImpersonationRequest request, Call<SessionChange<ImpersonationResult>> call) {
        RequestContext requestContext = call.requestContext();
        Require.that(
                !call.userId().equals(request.id()),
                () -> Failure.of(FailureCode.FORBIDDEN, "You can't impersonate yourself"));
        Future<Account> admin = account(call.userId(), requestContext);
        Future<Account> target = account(request.id(), requestContext);
        return Future.all(admin, target)
                .compose(loaded -> impersonate(admin.result(), target.result(), request, requestContext));
    }

    private Future<Account> account(UUID id, RequestContext requestContext) {
        return bus.call(AccountOperations.GET_ACCOUNT, new AccountId(id), requestContext);
    }

    private Future<SessionChange<ImpersonationResult>> impersonate(
            Account admin, Account target, ImpersonationRequest request, RequestContext requestContext) {
        requirePermitted(admin, target);
        return changes.change(
                        requestContext, "auth.impersonate", tx -> start(tx, admin, target, request, requestContext))
                .map(session -> response(admin, target, session));
    }

    /** Checks the admin's current account, because the access token may be older than a change of it. */
    private static void requirePermitted(Account admin, Account target) {
        Require.that(
                admin.role() == UserRole.ADMIN && admin.status() == AccountStatus.ACTIVE,
                () -> Failure.of(FailureCode.FORBIDDEN));
        Require.that(
                target.role() != UserRole.ADMIN,
                () -> Failure.of(FailureCode.FORBIDDEN, "Admins can't be impersonated"));
        Require.that(
                target.status() == AccountStatus.ACTIVE,
                () -> Failure.conflict("This account is not active", Map.of("status", target.status())));
    }

    private Future<UUID> start(
            Tx tx, Account admin, Account target, ImpersonationRequest request, RequestContext requestContext) {
        ClientInfo clientInfo = new ClientInfo("Impersonation", requestContext.ip());
        UUID startedBy = Sessions.currentId(requestContext).orElse(null);
        return store.impersonate(
                        tx,
                        target.id(),
                        admin.id(),
                        startedBy,
                        request.reason(),
                        clientInfo,
                        LIFETIME,
                        LIFETIME.plus(Sessions.SIGNING_MARGIN))
                .map(session -> Require.present(session, () -> Failure.of(FailureCode.UNAUTHORIZED)))
                .onSuccess(session -> publishStarted(tx, admin, target, session));
    }

    private static void publishStarted(Tx tx, Account admin, Account target, UUID session) {
        tx.publish(
                AuthEvents.IMPERSONATION_STARTED,
                target.id(),
                new AuthEvents.ImpersonationStarted(target.id(), admin.id(), session));
        tx.auditSubject("session", session);
    }

    private SessionChange<ImpersonationResult> response(Account admin, Account target, UUID session) {
        TokenGrant tokenGrant = new TokenGrant(
                target.id(),
                target.role().role(),
                session.toString(),
                target.tokenVersion(),
                new Impersonator(admin.id(), admin.tokenVersion()));
        return new SessionChange<>(
                new ImpersonationResult(
                        "You are now acting as " + target.user().username(),
                        target.user(),
                        accessTokens.sign(tokenGrant, LIFETIME),
                        Sessions.BEARER,
                        (int) LIFETIME.toSeconds()),
                new SessionChange.KeepCookies());
    }
}
