package io.busbar.users;

import io.busbar.bus.Role;
import io.busbar.bus.Tx;
import io.busbar.data.Database;
import io.busbar.users.AccountOperations.Account;
import io.busbar.users.AccountOperations.Status;
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
final class StandingStore {
    private static final String COLUMNS = AccountRow.COLUMNS;

    /** Whoever may take the last admin away looks at the others first, one at a time. */
    private static final String LOCK_ADMINS =
            "select pg_advisory_xact_lock(hashtextextended('users.admins', 0))::text as taken";

    private static final String STANDING = """
        select id, role, status, left_by,
               (select count(*) from users.account where role = 'admin' and status = 'active')::int as admins
        from users.account
        where id = any ($1)""";

    private static final String HOLD = STANDING + " for update";

    private static final String SET_STATUS = """
        update users.account
        set status = $2, erase_at = case when $3::timestamptz is null then null else least(erase_at, $3) end, left_by = $4, status_reason = $5, version = version + 1
        where id = $1
        returning %s""".formatted(COLUMNS);

    private static final String DROP = "update users.account set dropped = true where id = $1 and status = 'pending'";

    private static final String SET_ROLE =
            "update users.account set role = $2, version = version + 1 where id = $1 returning %s".formatted(COLUMNS);

    private static final String ERASE_AT =
            "select coalesce(erase_at, now()) as erase_at from users.account where id = $1";

    private static final String DUE =
            "select id from users.account where id = $1 and status = 'leaving' and erase_at <= now() for update";

    private static final String PENDING =
            "select id from users.account where id = $1 and status = 'pending' for update";

    private static final String ERASE = "delete from users.account where id = $1";

    /**
     * How somebody stands before a change.
     *
     * @param sentAway whether they are leaving because an admin said so
     * @param admins   how many active ones there are
     */
    record Held(Role role, Status status, boolean sentAway, int admins) {}

    private final Database database;

    StandingStore(Database database) {
        this.database = database;
    }

    /** As they stand now, those who exist, for a look. */
    Future<Map<UUID, Held>> look(List<UUID> ids) {
        return database.query(STANDING, Tuple.of(ids.toArray(UUID[]::new))).map(StandingStore::held);
    }

    /** As somebody stands until the end of the change, and no admin is taken away beside it. */
    Future<Optional<Held>> hold(Tx tx, UUID id) {
        return tx.query(LOCK_ADMINS, Tuple.tuple())
                .compose(locked -> tx.query(HOLD, Tuple.of(new UUID[] {id})))
                .map(rows -> Optional.ofNullable(held(rows).get(id)));
    }

    Future<Account> activate(Tx tx, UUID id, @Nullable String reason) {
        return setStatus(tx, id, Status.ACTIVE, null, null, reason);
    }

    Future<Account> suspend(Tx tx, UUID id, @Nullable String reason) {
        return setStatus(tx, id, Status.SUSPENDED, null, null, reason);
    }

    /** A registration that nobody confirms any more. */
    Future<Void> drop(Tx tx, UUID id) {
        return tx.query(DROP, Tuple.of(id)).mapEmpty();
    }

    /** At that time, or earlier if somebody was leaving already. */
    Future<Account> leave(Tx tx, UUID id, Instant eraseAt, boolean byOwner) {
        return setStatus(tx, id, Status.LEAVING, eraseAt, byOwner ? "owner" : "admin", null);
    }

    Future<Account> role(Tx tx, UUID id, Role role) {
        return tx.query(SET_ROLE, Tuple.of(id, role.wireName())).map(AccountStore::only);
    }

    private static Future<Account> setStatus(
            Tx tx,
            UUID id,
            Status status,
            @Nullable Instant eraseAt,
            @Nullable String leftBy,
            @Nullable String reason) {
        Tuple values = Tuple.of(
                id, status.wireName(), eraseAt == null ? null : eraseAt.atOffset(ZoneOffset.UTC), leftBy, reason);
        return tx.query(SET_STATUS, values).map(AccountStore::only);
    }

    /** When one that is deleted will be erased. */
    Future<Instant> eraseAt(Tx tx, UUID id) {
        return tx.query(ERASE_AT, Tuple.of(id))
                .map(rows -> AccountStore.first(rows)
                        .orElseThrow(AccountStore::noSuchUser)
                        .getOffsetDateTime("erase_at")
                        .toInstant());
    }

    /** Whether somebody's grace period is over; false when they came back. */
    Future<Boolean> isDue(Tx tx, UUID id) {
        return tx.query(DUE, Tuple.of(id)).map(rows -> rows.size() == 1);
    }

    /** Whether somebody is there and was not confirmed. */
    Future<Boolean> isPending(Tx tx, UUID id) {
        return tx.query(PENDING, Tuple.of(id)).map(rows -> rows.size() == 1);
    }

    Future<Void> erase(Tx tx, UUID id) {
        return tx.query(ERASE, Tuple.of(id)).mapEmpty();
    }

    private static Map<UUID, Held> held(RowSet<Row> rows) {
        Map<UUID, Held> people = new HashMap<>();
        for (Row row : rows) {
            people.put(
                    row.getUUID("id"),
                    new Held(
                            Role.of(row.getString("role")),
                            Status.of(row.getString("status")),
                            "admin".equals(row.getString("left_by")),
                            row.getInteger("admins")));
        }
        return people;
    }
}
