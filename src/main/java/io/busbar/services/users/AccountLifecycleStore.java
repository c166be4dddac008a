package io.busbar.services.users;

import io.busbar.bus.Tx;
import io.busbar.data.Database;
import io.busbar.data.RowMapper;
import io.busbar.data.Rows;
import io.busbar.data.WireNames;
import io.busbar.services.users.AccountOperations.Account;
import io.busbar.services.users.AccountOperations.AccountStatus;
import io.busbar.services.users.AccountOperations.UserRole;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Changes the role and status of accounts, and erases them. */
final class AccountLifecycleStore {
    private static final String COLUMNS = AccountRowMapper.COLUMNS;

    /** Serializes all changes that may remove the last active admin, so that each counts the admins that the previous ones left. */
    private static final String LOCK_ADMINS =
            "select pg_advisory_xact_lock(hashtextextended('users.admins', 0))::text as locked";

    private static final RowMapper<AccountStatusRow> STATUS = RowMapper.of(AccountStatusRow.class)
            .select("deletedByAdmin", "deletion_requested_by is not distinct from 'admin'")
            .select(
                    "activeAdmins",
                    "(select count(*) from users.account where role = 'admin' and status = 'active')::int");

    private static final String SELECT_STATUS =
            "select %s from users.account where id = any ($1)".formatted(STATUS.columns());

    private static final String SELECT_STATUS_FOR_UPDATE = SELECT_STATUS + " for update";

    private static final String SET_STATUS = """
        update users.account
        set status = $2, erase_at = case when $3::timestamptz is null then null else least(erase_at, $3) end, deletion_requested_by = $4, status_reason = nullif($5, ''), token_version = token_version + 1
        where id = $1
        returning %s""".formatted(COLUMNS);

    private static final String CANCEL_REGISTRATION =
            "update users.account set registration_cancelled = true where id = $1 and status = 'pending'";

    private static final String SET_ROLE =
            "update users.account set role = $2, token_version = token_version + 1 where id = $1 returning %s"
                    .formatted(COLUMNS);

    private static final String SELECT_ERASE_AT =
            "select coalesce(erase_at, now()) as erase_at from users.account where id = $1";

    private static final String SELECT_ERASURE_DUE =
            "select id from users.account where id = $1 and status = 'pending_deletion' and erase_at <= now() for update";

    private static final String SELECT_PENDING =
            "select id from users.account where id = $1 and status = 'pending' for update";

    private static final String ERASE = "delete from users.account where id = $1";

    /**
     * The role and status of an account before a change.
     *
     * @param deletedByAdmin whether an admin requested the pending deletion
     * @param activeAdmins   number of active admins
     */
    record AccountStatusRow(UUID id, UserRole role, AccountStatus status, boolean deletedByAdmin, int activeAdmins) {}

    private final Database database;

    AccountLifecycleStore(Database database) {
        this.database = database;
    }

    /** Returns the role and status of each account that exists, without a lock. */
    Future<Map<UUID, AccountStatusRow>> find(List<UUID> ids) {
        return database.query(SELECT_STATUS, Tuple.of(ids.toArray(UUID[]::new)))
                .map(rows -> STATUS.byKey(rows, AccountStatusRow::id));
    }

    /** Locks the row of an account, and the set of admins, until the transaction ends. */
    Future<Optional<AccountStatusRow>> lockForUpdate(Tx tx, UUID id) {
        return tx.query(LOCK_ADMINS, Tuple.tuple())
                .compose(locked -> tx.query(SELECT_STATUS_FOR_UPDATE, Tuple.of(new UUID[] {id})))
                .map(STATUS::first);
    }

    Future<Account> activate(Tx tx, UUID id, @Nullable String reason) {
        return setStatus(tx, id, AccountStatus.ACTIVE, null, null, reason);
    }

    Future<Account> suspend(Tx tx, UUID id, @Nullable String reason) {
        return setStatus(tx, id, AccountStatus.SUSPENDED, null, null, reason);
    }

    /** Marks a pending account so that its email address can no longer be verified. */
    Future<Void> cancelRegistration(Tx tx, UUID id) {
        return tx.query(CANCEL_REGISTRATION, Tuple.of(id)).mapEmpty();
    }

    /** Sets the time of erasure; an earlier one stays. */
    Future<Account> scheduleDeletion(Tx tx, UUID id, Instant eraseAt, boolean byOwner) {
        return setStatus(tx, id, AccountStatus.PENDING_DELETION, eraseAt, byOwner ? "owner" : "admin", null);
    }

    Future<Account> setRole(Tx tx, UUID id, UserRole role) {
        return tx.query(SET_ROLE, Tuple.of(id, WireNames.nameOf(role))).map(AccountStore::single);
    }

    private static Future<Account> setStatus(
            Tx tx,
            UUID id,
            AccountStatus status,
            @Nullable Instant eraseAt,
            @Nullable String deletionRequestedBy,
            @Nullable String reason) {
        Tuple values = Tuple.of(
                id,
                WireNames.nameOf(status),
                eraseAt == null ? null : eraseAt.atOffset(ZoneOffset.UTC),
                deletionRequestedBy,
                reason);
        return tx.query(SET_STATUS, values).map(AccountStore::single);
    }

    /** Returns the time at which a deleted account is erased. */
    Future<Instant> eraseAt(Tx tx, UUID id) {
        return tx.query(SELECT_ERASE_AT, Tuple.of(id))
                .map(rows ->
                        Rows.one(rows, "user").getOffsetDateTime("erase_at").toInstant());
    }

    /** Locks the account and returns whether its grace period is over; false if the deletion was cancelled. */
    Future<Boolean> isErasureDue(Tx tx, UUID id) {
        return tx.query(SELECT_ERASURE_DUE, Tuple.of(id)).map(rows -> rows.size() == 1);
    }

    /** Locks the account and returns whether it exists and is pending. */
    Future<Boolean> isPending(Tx tx, UUID id) {
        return tx.query(SELECT_PENDING, Tuple.of(id)).map(rows -> rows.size() == 1);
    }

    Future<Void> erase(Tx tx, UUID id) {
        return tx.query(ERASE, Tuple.of(id)).mapEmpty();
    }
}
