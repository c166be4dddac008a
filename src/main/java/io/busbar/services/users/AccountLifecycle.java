package io.busbar.services.users;

import io.busbar.bus.Failure;
import io.busbar.bus.Role;
import io.busbar.bus.Tx;
import io.busbar.services.users.AccountLifecycleRules.Decision;
import io.busbar.services.users.AccountLifecycleStore.AccountStatusRow;
import io.busbar.services.users.AccountOperations.Account;
import io.busbar.services.users.AccountOperations.AccountStatus;
import io.busbar.services.users.UserAdminOperations.BulkAction;
import io.busbar.services.users.UserAdminOperations.BulkOutcome;
import io.busbar.services.users.UsersEvents.AccountAccessChanged;
import io.busbar.services.users.UsersEvents.AccountEvent;
import io.busbar.services.users.UsersEvents.DeletionScheduled;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Roles and statuses as they change, and what follows from it. */
final class AccountLifecycle {
    private final AccountLifecycleStore store;
    private final Duration gracePeriod;

    /**
     * A wish about one person.
     *
     * @param actor  the admin; null for the deployment itself
     * @param role   the wished one, for {@link BulkAction#ROLE}
     * @param reason for the person to read
     */
    record StatusChangeRequest(
            BulkAction action,
            @Nullable UUID actor,
            @Nullable Role role,
            @Nullable String reason) {}

    AccountLifecycle(AccountLifecycleStore store, Duration gracePeriod) {
        this.store = store;
        this.gracePeriod = gracePeriod;
    }

    /** How they stand, for a look before a change. */
    Future<Map<UUID, AccountStatusRow>> find(List<UUID> ids) {
        return store.find(ids);
    }

    static Decision evaluate(StatusChangeRequest change, UUID id, @Nullable AccountStatusRow current) {
        return AccountLifecycleRules.evaluate(change.action(), current, id.equals(change.actor()), change.role());
    }

    /** Does it if it may be done. */
    Future<Decision> apply(Tx tx, UUID id, StatusChangeRequest change) {
        return store.lockForUpdate(tx, id).compose(current -> {
            Decision decision = evaluate(change, id, current.orElse(null));
            return decision.outcome() == BulkOutcome.CHANGED
                    ? execute(tx, id, change, current.orElseThrow()).map(decision)
                    : Future.succeededFuture(decision);
        });
    }

    /** The same, where a refusal is the answer. */
    Future<Void> applyOrFail(Tx tx, UUID id, StatusChangeRequest change) {
        return apply(tx, id, change).map(decision -> {
            if (decision.outcome() == BulkOutcome.NOT_FOUND) {
                throw AccountStore.noSuchUser();
            }
            if (decision.outcome() == BulkOutcome.REFUSED) {
                throw Failure.conflict(decision.message(), Map.of());
            }
            return null;
        });
    }

    /** Somebody leaves by their own wish. */
    Future<Instant> scheduleDeletion(Tx tx, UUID id) {
        return store.lockForUpdate(tx, id).compose(found -> {
            AccountStatusRow current = found.orElseThrow(AccountStore::noSuchUser);
            if (AccountLifecycleRules.isLastAdmin(current)) {
                throw Failure.conflict("You are the last active admin", Map.of());
            }
            return scheduleDeletion(tx, id, true);
        });
    }

    /** Back within the grace period. */
    Future<Account> cancelDeletion(Tx tx, UUID id) {
        return activate(tx, id, null);
    }

    /** When somebody who is deleted will be erased. */
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
        tx.cancel(UsersEvents.ERASURE_DUE, id.toString());
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
                    tx.publish(UsersEvents.DELETION_SCHEDULED, id.toString(), new DeletionScheduled(id, eraseAt));
                    tx.schedule(UsersEvents.ERASURE_DUE, id.toString(), new AccountEvent(id), eraseAt);
                    return eraseAt;
                });
    }

    /** Nobody has proven to be this person, so there is nobody to wait for. */
    private Future<Void> cancelRegistration(Tx tx, UUID id) {
        tx.auditSubject("user", id);
        tx.schedule(UsersEvents.REGISTRATION_EXPIRED, id.toString(), new AccountEvent(id), Instant.now());
        return store.cancelRegistration(tx, id);
    }

    private static Account revokeTokensAndPublish(Tx tx, Account account) {
        tx.revokeTokens(account.id(), account.version());
        return publishAccessChanged(tx, account);
    }

    /** Says how somebody stands. */
    static Account publishAccessChanged(Tx tx, Account account) {
        tx.auditSubject("user", account.id());
        tx.publish(
                UsersEvents.ACCESS_CHANGED,
                account.id().toString(),
                new AccountAccessChanged(account.id(), account.role(), account.status(), account.version()));
        return account;
    }
}
