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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The statements about roles, statuses, leaving and being erased. */
final class StandingStore {
    private static final String COLUMNS = AccountRow.COLUMNS;

    /** Whoever takes an admin away looks at the others first, one at a time. */
    private static final String LOCK_ADMINS =
            "select pg_advisory_xact_lock(hashtextextended('users.admins', 0))::text as taken";

    private static final String HELD = """
        select id, role, status, null::bigint as admins from users.account where id = any ($1)
        union all
        select null, null, null, count(*) from users.account where role = 'admin' and status = 'active'""";

    private static final String HOLD = "select id from users.account where id = any ($1) order by id for update";

    private static final String ACTIVATE = """
        update users.account
        set status = 'active', erase_at = null, left_by = null, version = version + 1
        where id = any ($1)
        returning %s""".formatted(COLUMNS);

    private static final String SUSPEND = """
        update users.account
        set status = 'suspended', erase_at = null, left_by = null, version = version + 1
        where id = any ($1)
        returning %s""".formatted(COLUMNS);

    private static final String LEAVE = """
        update users.account
        set status = 'leaving', erase_at = $2, left_by = $3, version = version + 1
        where id = any ($1)
        returning %s""".formatted(COLUMNS);

    private static final String ROLE = """
        update users.account set role = $2, version = version + 1, updated_at = now()
        where id = any ($1)
        returning %s""".formatted(COLUMNS);

    private static final String RESUME = """
        update users.account
        set status = 'active', erase_at = null, left_by = null, version = version + 1
        where id = $1 and status = 'leaving' and left_by = 'owner'
        returning %s""".formatted(COLUMNS);

    private static final String LEFT_BY = "select left_by from users.account where id = $1";

    private static final String DUE =
            "select email, new_email from users.account where id = $1 and status = 'leaving' and erase_at <= now() for update";

    private static final String PENDING =
            "select email, new_email from users.account where id = $1 and status = 'pending' for update";

    private static final String ERASE = "delete from users.account where id = $1";

    /** How somebody stands, as seen before a change. */
    record Held(Role role, Status status) {}

    /** Those asked for who exist, and how many active admins there are. */
    record Standing(Map<UUID, Held> people, int admins) {}

    private final Database database;

    StandingStore(Database database) {
        this.database = database;
    }

    /** As they stand now, for a look. */
    Future<Standing> standing(List<UUID> ids) {
        return database.query(HELD, Tuple.of(array(ids))).map(StandingStore::standing);
    }

    /** As they stand until the end of the change. */
    Future<Standing> hold(Tx tx, List<UUID> ids) {
        return tx.query(LOCK_ADMINS, Tuple.tuple())
                .compose(locked -> tx.query(HOLD, Tuple.of(array(ids))))
                .compose(held -> tx.query(HELD, Tuple.of(array(ids))))
                .map(StandingStore::standing);
    }

    Future<List<Account>> activate(Tx tx, List<UUID> ids) {
        return tx.query(ACTIVATE, Tuple.of(array(ids))).map(StandingStore::accounts);
    }

    Future<List<Account>> suspend(Tx tx, List<UUID> ids) {
        return tx.query(SUSPEND, Tuple.of(array(ids))).map(StandingStore::accounts);
    }

    Future<List<Account>> leave(Tx tx, List<UUID> ids, Instant eraseAt, boolean byOwner) {
        Tuple values = Tuple.of(array(ids), eraseAt.atOffset(ZoneOffset.UTC), byOwner ? "owner" : "admin");
        return tx.query(LEAVE, values).map(StandingStore::accounts);
    }

    Future<List<Account>> role(Tx tx, List<UUID> ids, Role role) {
        return tx.query(ROLE, Tuple.of(array(ids), role.wireName())).map(StandingStore::accounts);
    }

    /** Empty for one that is not leaving by its owner's wish. */
    Future<Optional<Account>> resume(Tx tx, UUID id) {
        return tx.query(RESUME, Tuple.of(id))
                .map(rows -> AccountStore.first(rows).map(AccountRow::account));
    }

    /** Whether it is leaving because an admin said so. */
    Future<Boolean> isSentAway(Tx tx, UUID id) {
        return tx.query(LEFT_BY, Tuple.of(id))
                .map(rows -> "admin"
                        .equals(AccountStore.first(rows)
                                .orElseThrow(AccountStore::noSuchUser)
                                .getString("left_by")));
    }

    /** The addresses of one whose grace period is over; empty when it is not, or no longer. */
    Future<Optional<List<String>>> due(Tx tx, UUID id) {
        return tx.query(DUE, Tuple.of(id)).map(StandingStore::addresses);
    }

    /** The addresses of one that was not confirmed. */
    Future<Optional<List<String>>> pending(Tx tx, UUID id) {
        return tx.query(PENDING, Tuple.of(id)).map(StandingStore::addresses);
    }

    Future<Void> erase(Tx tx, UUID id) {
        return tx.query(ERASE, Tuple.of(id)).mapEmpty();
    }

    private static Optional<List<String>> addresses(RowSet<Row> rows) {
        return AccountStore.first(rows).map(row -> {
            List<String> addresses = new ArrayList<>(List.of(row.getString("email")));
            String other = row.getString("new_email");
            if (other != null) {
                addresses.add(other);
            }
            return addresses;
        });
    }

    private static Standing standing(RowSet<Row> rows) {
        Map<UUID, Held> people = new HashMap<>();
        int admins = 0;
        for (Row row : rows) {
            if (row.getUUID("id") == null) {
                admins = row.getLong("admins").intValue();
            } else {
                people.put(
                        row.getUUID("id"),
                        new Held(Role.of(row.getString("role")), Status.of(row.getString("status"))));
            }
        }
        return new Standing(people, admins);
    }

    private static List<Account> accounts(RowSet<Row> rows) {
        return rows.stream().map(AccountRow::account).toList();
    }

    private static UUID[] array(List<UUID> ids) {
        return ids.toArray(UUID[]::new);
    }
}
