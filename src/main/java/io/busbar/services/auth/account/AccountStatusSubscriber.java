package io.busbar.services.auth.account;

import io.busbar.bus.Bus;
import io.busbar.bus.Empty;
import io.busbar.bus.EventEnvelope;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.RequestContext;
import io.busbar.bus.Tx;
import io.busbar.services.auth.AuthEvents;
import io.busbar.services.auth.session.SessionEndReason;
import io.busbar.services.auth.session.Sessions;
import io.busbar.services.users.AccountOperations;
import io.busbar.services.users.AccountOperations.SetMfaEnabled;
import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.services.users.UsersEvents.AccountAccessChanged;
import io.vertx.core.Future;

/**
 * Ends the sessions of accounts that are suspended, deleted or lose the admin role, and reports MFA changes to the users service.
 * The access tokens of such an account are invalid already: the users service revokes them in the transaction that changes the account.
 */
public final class AccountStatusSubscriber {
    private final Bus bus;
    private final Sessions sessions;

    public AccountStatusSubscriber(Bus bus, Sessions sessions) {
        this.bus = bus;
        this.sessions = sessions;
    }

    /** Ends the sessions that were opened before the change. Later sessions are legitimate, because sign-in checks the status. */
    public Future<Void> statusChanged(Tx tx, EventEnvelope<AccountAccessChanged> eventEnvelope) {
        AccountAccessChanged change = eventEnvelope.payload();
        return switch (change.status()) {
            case SUSPENDED ->
                sessions.endOpenedUntil(tx, change.id(), eventEnvelope.publishedAt(), SessionEndReason.SUSPENDED);
            case PENDING_DELETION ->
                sessions.endOpenedUntil(
                        tx, change.id(), eventEnvelope.publishedAt(), SessionEndReason.PENDING_DELETION);
            case PENDING, ACTIVE ->
                change.role() == UserRole.ADMIN
                        ? Future.succeededFuture()
                        : sessions.endImpersonations(
                                tx, change.id(), eventEnvelope.publishedAt(), SessionEndReason.ADMIN_ROLE_LOST);
        };
    }

    /**
     * Reports the change to the users service, which shows it in the settings of the account. Does nothing if the account no longer exists.
     */
    public Future<Empty> mfaChanged(EventEnvelope<AuthEvents.MfaChanged> eventEnvelope, RequestContext requestContext) {
        AuthEvents.MfaChanged change = eventEnvelope.payload();
        return bus.call(
                        AccountOperations.SET_MFA_ENABLED,
                        new SetMfaEnabled(change.id(), change.enabled()),
                        requestContext)
                .recover(cause -> Failure.hasCode(cause, FailureCode.NOT_FOUND)
                        ? Future.succeededFuture(new Empty())
                        : Future.failedFuture(cause));
    }
}
