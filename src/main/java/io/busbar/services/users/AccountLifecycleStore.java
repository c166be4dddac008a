package io.busbar.services.users;

import io.busbar.bus.Role;
import io.busbar.bus.Tx;
import io.busbar.data.Database;
import io.busbar.services.users.AccountOperations.Account;
import io.busbar.services.users.AccountOperations.AccountStatus;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The statements about roles, statuses, leaving and being erased. */
final class AccountLifecycleStore {
    private static final String COLUMNS = AccountRowMapper.COLUMNS;

    /** Whoever may take the last admin away looks at the others first, one at a time. */
    private static final String LOCK_ADMINS =
            "select pg_advisory_xact_lock(hashtextextended('users.admins', 0))::text as locked";

    private static final String SELECT_STATUS = """
        select id, role, status, deletion_requested_by,
               (select count(*) from users.account where role = 'admin' and status = 'active')::int as active_admins
        from users.account
        where id = any ($1)""";

    private static final String SELECT_STATUS_FOR_UPDATE = SELECT_STATUS + " for update";

    private static final String SET_STATUS = """
        update users.account
        set status = $2, erase_at = case when $3::timestamptz is null then null else least(erase_at, $3) end, deletion_requested_by = $4, status_reason = $5, version = version + 1
        where id = $1
        returning %s""".formatted(COLUMNS);

    private static final String CANCEL_REGISTRATION =
            "update users.account set registration_cancelled = true where id = $1 and status = 'pending'";

    private static final String SET_ROLE =
            "update users.account set role = $2, version = version + 1 where id = $1 returning %s".formatted(COLUMNS);

    private static final String SELECT_ERASE_AT =
            "select coalesce(erase_at, now()) as erase_at from users.account where id = $1";

    private static final String SELECT_ERASURE_DUE =
            "select id from users.account where id = $1 and status = 'pending_deletion' and erase_at <= now() for update";

    private static final String SELECT_PENDING =
            "select id from users.account where id = $1 and status = 'pending' for update";

    private static final String ERASE = "delete from users.account where id = $1";

    /**
     * How somebody stands before a change.
     *
     * @param deletedByAdmin whether they are leaving because an admin said so
     * @param activeAdmins   how many active ones there are
     */
    record AccountStatusRow(Role role, AccountStatus status, boolean deletedByAdmin, int activeAdmins) {}

    private final Database database;

    AccountLifecycleStore(Database database) {
        this.database = database;
    }

    /** As they stand now, those who exist, for a look. */
    Future<Map<UUID, AccountStatusRow>> find(List<UUID> ids) {
        return database.query(SELECT_STATUS, Tuple.of(ids.toArray(UUID[]::new))).map(AccountLifecycleStore::statusRows);
    }

    /** As somebody stands until the end of the change, and no admin is taken away beside it. */
    Future<Optional<AccountStatusRow>> lockForUpdate(Tx tx, UUID id) {
        return tx.query(LOCK_ADMINS, Tuple.tuple())
                .compose(locked -> tx.query(SELECT_STATUS_FOR_UPDATE, Tuple.of(new UUID[] {id})))
                .map(rows -> Optional.ofNullable(statusRows(rows).get(id)));
    }

    Future<Account> activate(Tx tx, UUID id, @Nullable String reason) {
        return setStatus(tx, id, AccountStatus.ACTIVE, null, null, reason);
    }

    Future<Account> suspend(Tx tx, UUID id, @Nullable String reason) {
        return setStatus(tx, id, AccountStatus.SUSPENDED, null, null, reason);
    }

    /** A registration that nobody confirms any more. */
    Future<Void> cancelRegistration(Tx tx, UUID id) {
        return tx.query(CANCEL_REGISTRATION, Tuple.of(id)).mapEmpty();
    }

    /** At that time, or earlier if somebody was leaving already. */
    Future<Account> scheduleDeletion(Tx tx, UUID id, Instant eraseAt, boolean byOwner) {
        return setStatus(tx, id, AccountStatus.PENDING_DELETION, eraseAt, byOwner ? "owner" : "admin", null);
    }

    Future<Account> setRole(Tx tx, UUID id, Role role) {
        return tx.query(SET_ROLE, Tuple.of(id, role.wireName())).map(AccountStore::single);
    }

    private static Future<Account> setStatus(
            Tx tx,
            UUID id,
            AccountStatus accountStatus,
            @Nullable Instant eraseAt,
            @Nullable String deletionRequestedBy,
            @Nullable String reason) {
        Tuple values = Tuple.of(
                id,
                accountStatus.wireName(),
                eraseAt == null ? null : eraseAt.atOffset(ZoneOffset.UTC),
                deletionRequestedBy,
                reason);
        return tx.query(SET_STATUS, values).map(AccountStore::single);
    }

    /** When one that is deleted will be erased. */
    Future<Instant> eraseAt(Tx tx, UUID id) {
        return tx.query(SELECT_ERASE_AT, Tuple.of(id))
                .map(rows -> AccountStore.first(rows)
                        .orElseThrow(AccountStore::noSuchUser)
                        .getOffsetDateTime("erase_at")
                        .toInstant());
    }

    /** Whether somebody's grace period is over; false when they came back. */
    Future<Boolean> isErasureDue(Tx tx, UUID id) {
        return tx.query(SELECT_ERASURE_DUE, Tuple.of(id)).map(rows -> rows.size() == 1);
    }

    /** Whether somebody is there and was not confirmed. */
    Future<Boolean> isPending(Tx tx, UUID id) {
        return tx.query(SELECT_PENDING, Tuple.of(id)).map(rows -> rows.size() == 1);
    }

    Future<Void> erase(Tx tx, UUID id) {
        return tx.query(ERASE, Tuple.of(id)).mapEmpty();
    }

    private static Map<UUID, AccountStatusRow> statusRows(RowSet<Row> rows) {
        Map<UUID, AccountStatusRow> accounts = new HashMap<>();
        for (Row row : rows) {
            accounts.put(
                    row.getUUID("id"),
                    new AccountStatusRow(
                            Role.of(row.getString("role")),
                            AccountStatus.of(row.getString("status")),
                            "admin".equals(row.getString("deletion_requested_by")),
                            row.getInteger("active_admins")));
        }
        return accounts;
    }
}
