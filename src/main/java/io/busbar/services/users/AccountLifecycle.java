package io.busbar.services.users;

import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Require;
import io.busbar.bus.Tx;
import io.busbar.services.users.AccountLifecycleRules.Decision;
import io.busbar.services.users.AccountLifecycleStore.AccountStatusRow;
import io.busbar.services.users.AccountOperations.Account;
import io.busbar.services.users.AccountOperations.AccountStatus;
import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.services.users.UserAdminOperations.BulkAction;
import io.busbar.services.users.UserAdminOperations.BulkOutcome;
import io.busbar.services.users.UsersContinuations.AccountDue;
import io.busbar.services.users.UsersEvents.AccountAccessChanged;
import io.busbar.services.users.UsersEvents.DeletionScheduled;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Changes roles and statuses, revokes the affected access tokens and publishes the changes. */
final class AccountLifecycle {
    private final AccountLifecycleStore store;
    private final AccountStore accounts;
    private final Duration gracePeriod;

    /**
     * A requested change to one account.
     *
     * @param actor  the admin who requests it; null for the deployment itself
     * @param role   the new role for {@link BulkAction#ROLE}; null for every other action
     * @param reason shown to the owner of the account
     */
    record StatusChangeRequest(
            BulkAction action,
            @Nullable UUID actor,
            @Nullable UserRole role,
            @Nullable String reason) {}

    AccountLifecycle(AccountLifecycleStore store, AccountStore accounts, Duration gracePeriod) {
        this.store = store;
        this.accounts = accounts;
        this.gracePeriod = gracePeriod;
    }

    /** Returns the current statuses by account, without a lock. Accounts that do not exist are missing. */
    Future<Map<UUID, AccountStatusRow>> find(List<UUID> ids) {
        return store.find(ids);
    }

    static Decision evaluate(StatusChangeRequest change, UUID id, @Nullable AccountStatusRow current) {
        return AccountLifecycleRules.evaluate(change.action(), current, id.equals(change.actor()), change.role());
    }

    /** Applies the change if the rules allow it. */
    Future<Decision> apply(Tx tx, UUID id, StatusChangeRequest change) {
        return store.lockForUpdate(tx, id).compose(current -> {
            Decision decision = evaluate(change, id, current.orElse(null));
            return decision.outcome() == BulkOutcome.CHANGED
                    ? execute(tx, id, change, current.orElseThrow()).map(decision)
                    : Future.succeededFuture(decision);
        });
    }

    /** Applies the change. Fails with NOT_FOUND or CONFLICT if the rules refuse it. */
    Future<Void> applyOrFail(Tx tx, UUID id, StatusChangeRequest change) {
        return apply(tx, id, change).map(decision -> {
            Require.that(decision.outcome() != BulkOutcome.NOT_FOUND, AccountStore::noSuchUser);
            Require.that(
                    decision.outcome() != BulkOutcome.REFUSED, () -> Failure.conflict(decision.message(), Map.of()));
            return null;
        });
    }

    /** Schedules the erasure of an account at its owner's request. Fails with CONFLICT for the last active admin. */
    Future<Instant> scheduleDeletion(Tx tx, UUID id) {
        return store.lockForUpdate(tx, id).compose(found -> {
            AccountStatusRow current = Require.present(found, AccountStore::noSuchUser);
            Require.that(
                    !AccountLifecycleRules.isLastAdmin(current),
                    () -> Failure.conflict("You are the last active admin", Map.of()));
            return scheduleDeletion(tx, id, true);
        });
    }

    /**
     * Makes an account active again whose owner deleted it; leaves one that is not deleted as it is. Fails with ACCOUNT_SUSPENDED if an
     * admin deleted it.
     */
    Future<Account> cancelDeletion(Tx tx, UUID id) {
        return store.lockForUpdate(tx, id).compose(found -> {
            AccountStatusRow current = Require.present(found, AccountStore::noSuchUser);
            if (current.status() != AccountStatus.PENDING_DELETION) {
                return accounts.byId(tx, id);
            }
            Require.that(!current.deletedByAdmin(), () -> Failure.of(FailureCode.ACCOUNT_SUSPENDED));
            return activate(tx, id, null);
        });
    }

    /** Returns the time at which a deleted account is erased. */
    Future<Instant> eraseAt(Tx tx, UUID id) {
        return store.eraseAt(tx, id);
    }

    private Future<?> execute(Tx tx, UUID id, StatusChangeRequest change, AccountStatusRow current) {
        return switch (change.action()) {
            case ACTIVATE -> activate(tx, id, change.reason());
            case SUSPEND -> store.suspend(tx, id, change.reason()).map(account -> revokeTokensAndPublish(tx, account));
            case ROLE ->
                change.role() == null
                        ? Future.failedFuture(Failure.invalid("/role", "is required"))
                        : store.setRole(tx, id, change.role()).map(account -> revokeTokensAndPublish(tx, account));
            case DELETE ->
                current.status() == AccountStatus.PENDING
                        ? cancelRegistration(tx, id)
                        : scheduleDeletion(tx, id, false);
        };
    }

    private Future<Account> activate(Tx tx, UUID id, @Nullable String reason) {
        tx.cancel(UsersContinuations.ERASURE_DUE, id.toString());
        return store.activate(tx, id, reason).map(account -> revokeTokensAndPublish(tx, account));
    }

    private Future<Instant> scheduleDeletion(Tx tx, UUID id, boolean byOwner) {
        Instant latest = Instant.now().plus(gracePeriod).truncatedTo(ChronoUnit.MILLIS);
        return store.scheduleDeletion(tx, id, latest, byOwner)
                .compose(account -> {
                    revokeTokensAndPublish(tx, account);
                    return store.eraseAt(tx, id);
                })
                .map(eraseAt -> {
                    tx.publish(UsersEvents.DELETION_SCHEDULED, id, new DeletionScheduled(id, eraseAt));
                    tx.schedule(UsersContinuations.ERASURE_DUE, id.toString(), new AccountDue(id), eraseAt);
                    return eraseAt;
                });
    }

    /** Erases a pending account at once: its email address was never verified, so there is no owner who could return. */
    private Future<Void> cancelRegistration(Tx tx, UUID id) {
        tx.auditSubject("user", id);
        tx.schedule(UsersContinuations.REGISTRATION_EXPIRED, id.toString(), new AccountDue(id), Instant.now());
        return store.cancelRegistration(tx, id);
    }

    private static Account revokeTokensAndPublish(Tx tx, Account account) {
        tx.revokeTokens(account.id(), account.tokenVersion());
        return publishAccessChanged(tx, account);
    }

    /** Publishes the current role, status and token version of an account. */
    static Account publishAccessChanged(Tx tx, Account account) {
        tx.publish(
                UsersEvents.ACCESS_CHANGED,
                account.id(),
                new AccountAccessChanged(account.id(), account.role(), account.status(), account.tokenVersion()));
        return account;
    }
}
