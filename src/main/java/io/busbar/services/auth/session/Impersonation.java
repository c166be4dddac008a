package io.busbar.services.auth.session;

import io.busbar.bus.Bus;
import io.busbar.bus.Call;
import io.busbar.bus.Changes;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.RequestContext;
import io.busbar.bus.Role;
import io.busbar.bus.Tx;
import io.busbar.bus.response.SessionChange;
import io.busbar.services.auth.AuthEvents;
import io.busbar.services.auth.SessionOperations.ImpersonationRequest;
import io.busbar.services.auth.SessionOperations.ImpersonationResult;
import io.busbar.services.auth.signin.SignInResponse;
import io.busbar.services.users.AccountOperations;
import io.busbar.services.users.AccountOperations.Account;
import io.busbar.services.users.AccountOperations.AccountId;
import io.busbar.services.users.AccountOperations.AccountStatus;
import io.busbar.tokens.AccessTokens;
import io.busbar.tokens.AccessTokens.Impersonator;
import io.busbar.tokens.AccessTokens.TokenGrant;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;

/**
 * Acting as somebody: for admins, for a quarter of an hour, with a reason that is recorded. There is no refresh token, and the token says
 * who really acts, so that what people must do in person stays theirs.
 */
public final class Impersonation {
    private static final Duration LIFETIME = Duration.ofMinutes(15);
    private static final Duration SIGNING_MARGIN = Duration.ofMinutes(1);

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
        UUID admin = call.userId();
        if (admin.equals(request.id())) {
            throw Failure.of(FailureCode.FORBIDDEN, "You are that already");
        }
        return bus.call(AccountOperations.GET_ACCOUNT, new AccountId(admin), requestContext)
                .compose(adminAccount -> bus.call(
                                AccountOperations.GET_ACCOUNT, new AccountId(request.id()), requestContext)
                        .compose(target -> requirePermitted(adminAccount, target)
                                .compose(permitted -> changes.change(
                                        requestContext,
                                        "auth.impersonate",
                                        tx -> start(tx, adminAccount, target, request, requestContext)))
                                .map(session -> response(adminAccount, target, session))));
    }

    /** The admin's token may be older than how their account stands. */
    private static Future<Void> requirePermitted(Account admin, Account target) {
        if (admin.role() != Role.ADMIN || admin.status() != AccountStatus.ACTIVE) {
            return Future.failedFuture(Failure.of(FailureCode.FORBIDDEN));
        }
        if (target.role() == Role.ADMIN) {
            return Future.failedFuture(Failure.of(FailureCode.FORBIDDEN, "Nobody acts as an admin"));
        }
        return target.status() == AccountStatus.ACTIVE
                ? Future.succeededFuture()
                : Future.failedFuture(
                        Failure.conflict("This account is not active", Map.of("status", target.status())));
    }

    private Future<UUID> start(
            Tx tx, Account admin, Account target, ImpersonationRequest request, RequestContext requestContext) {
        ClientInfo clientInfo = new ClientInfo("Impersonation", requestContext.ip());
        UUID startedBy = requestContext.principal() instanceof RequestContext.User user
                ? Sessions.parseId(user.session()).orElse(null)
                : null;
        return store.impersonate(
                        tx,
                        target.id(),
                        admin.id(),
                        startedBy,
                        request.reason(),
                        clientInfo,
                        LIFETIME,
                        LIFETIME.plus(SIGNING_MARGIN))
                .map(session -> session.orElseThrow(() -> Failure.of(FailureCode.UNAUTHORIZED)))
                .onSuccess(session -> {
                    tx.auditSubject("user", target.id());
                    tx.auditSubject("session", session);
                    tx.publish(
                            AuthEvents.IMPERSONATION_STARTED,
                            target.id().toString(),
                            new AuthEvents.ImpersonationStarted(target.id(), admin.id(), session));
                });
    }

    private SessionChange<ImpersonationResult> response(Account admin, Account target, UUID session) {
        TokenGrant tokenGrant = new TokenGrant(
                target.id(),
                target.role(),
                session.toString(),
                target.version(),
                new Impersonator(admin.id(), admin.version()));
        return new SessionChange<>(
                new ImpersonationResult(
                        "You act as " + target.user().username() + " now",
                        target.user(),
                        accessTokens.sign(tokenGrant, LIFETIME),
                        SignInResponse.BEARER,
                        (int) LIFETIME.toSeconds()),
                new SessionChange.KeepCookies());
    }
}
