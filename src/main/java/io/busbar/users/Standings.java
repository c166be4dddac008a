package io.busbar.users;

import io.busbar.bus.Failure;
import io.busbar.bus.Role;
import io.busbar.bus.Tx;
import io.busbar.users.AccountOperations.Account;
import io.busbar.users.AccountOperations.Status;
import io.busbar.users.StandingRules.Verdict;
import io.busbar.users.StandingStore.Held;
import io.busbar.users.UserAdminOperations.BulkOperation;
import io.busbar.users.UserAdminOperations.Outcome;
import io.busbar.users.UsersEvents.AccountChanged;
import io.busbar.users.UsersEvents.DeletionScheduled;
import io.busbar.users.UsersEvents.StandingChanged;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Roles and statuses as they change, and what follows from it. */
final class Standings {
    private final StandingStore store;
    private final Duration grace;

    /**
     * A wish about one person.
     *
     * @param actor  the admin; null for the deployment itself
     * @param role   the wished one, for {@link BulkOperation#ROLE}
     * @param reason for the person to read
     */
    record Wish(
            BulkOperation operation,
            @Nullable UUID actor,
            @Nullable Role role,
            @Nullable String reason) {}

    Standings(StandingStore store, Duration grace) {
        this.store = store;
        this.grace = grace;
    }

    /** How they stand, for a look before a change. */
    Future<Map<UUID, Held>> look(List<UUID> ids) {
        return store.look(ids);
    }

    static Verdict judge(Wish wish, UUID id, @Nullable Held held) {
        return StandingRules.judge(wish.operation(), held, id.equals(wish.actor()), wish.role());
    }

    /** Does it if it may be done. */
    Future<Verdict> fulfil(Tx tx, UUID id, Wish wish) {
        return store.hold(tx, id).compose(held -> {
            Verdict verdict = judge(wish, id, held.orElse(null));
            return verdict.outcome() == Outcome.CHANGED
                    ? apply(tx, id, wish, held.orElseThrow()).map(verdict)
                    : Future.succeededFuture(verdict);
        });
    }

    /** The same, where a refusal is the answer. */
    Future<Void> require(Tx tx, UUID id, Wish wish) {
        return fulfil(tx, id, wish).map(verdict -> {
            if (verdict.outcome() == Outcome.NOT_FOUND) {
                throw AccountStore.noSuchUser();
            }
            if (verdict.outcome() == Outcome.REFUSED) {
                throw Failure.conflict(verdict.message(), Map.of());
            }
            return null;
        });
    }

    /** Somebody leaves by their own wish. */
    Future<Instant> leave(Tx tx, UUID id) {
        return store.hold(tx, id).compose(found -> {
            Held held = found.orElseThrow(AccountStore::noSuchUser);
            if (StandingRules.isLastAdmin(held)) {
                throw Failure.conflict("You are the last active admin", Map.of());
            }
            return leave(tx, id, true);
        });
    }

    /** Back within the grace period. */
    Future<Account> resume(Tx tx, UUID id) {
        return activate(tx, id, null);
    }

    /** When somebody who is deleted will be erased. */
    Future<Instant> eraseAt(Tx tx, UUID id) {
        return store.eraseAt(tx, id);
    }

    private Future<?> apply(Tx tx, UUID id, Wish wish, Held held) {
        return switch (wish.operation()) {
            case ACTIVATE -> activate(tx, id, wish.reason());
            case SUSPEND -> store.suspend(tx, id, wish.reason()).map(account -> changed(tx, account));
            case ROLE ->
                wish.role() == null
                        ? Future.failedFuture(Failure.invalid("/role", "is required"))
                        : store.role(tx, id, wish.role()).map(account -> changed(tx, account));
            case DELETE -> held.status() == Status.PENDING ? drop(tx, id) : leave(tx, id, false);
        };
    }

    private Future<Account> activate(Tx tx, UUID id, @Nullable String reason) {
        tx.cancel(UsersEvents.ERASURE_DUE, id.toString());
        return store.activate(tx, id, reason).map(account -> changed(tx, account));
    }

    private Future<Instant> leave(Tx tx, UUID id, boolean byOwner) {
        Instant latest = Instant.now().plus(grace).truncatedTo(ChronoUnit.MILLIS);
        return store.leave(tx, id, latest, byOwner)
                .compose(account -> {
                    changed(tx, account);
                    return store.eraseAt(tx, id);
                })
                .map(eraseAt -> {
                    tx.announce(UsersEvents.DELETION_SCHEDULED, id.toString(), new DeletionScheduled(id, eraseAt));
                    tx.schedule(UsersEvents.ERASURE_DUE, id.toString(), new AccountChanged(id), eraseAt);
                    return eraseAt;
                });
    }

    /** Nobody has proven to be this person, so there is nobody to wait for. */
    private Future<Void> drop(Tx tx, UUID id) {
        tx.about("user", id);
        tx.schedule(UsersEvents.PENDING_EXPIRED, id.toString(), new AccountChanged(id), Instant.now());
        return store.drop(tx, id);
    }

    private static Account changed(Tx tx, Account account) {
        tx.revokeTokens(account.id(), account.version());
        return announce(tx, account);
    }

    /** Says how somebody stands. */
    static Account announce(Tx tx, Account account) {
        tx.about("user", account.id());
        tx.announce(
                UsersEvents.STANDING_CHANGED,
                account.id().toString(),
                new StandingChanged(account.id(), account.role(), account.status(), account.version()));
        return account;
    }
}
