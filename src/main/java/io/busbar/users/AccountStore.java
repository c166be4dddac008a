package io.busbar.users;

import io.busbar.bus.Failure;
import io.busbar.bus.Role;
import io.busbar.bus.Tx;
import io.busbar.data.ConstraintViolation;
import io.busbar.data.Database;
import io.busbar.users.AccountOperations.Account;
import io.busbar.users.AccountOperations.Admitted;
import io.busbar.users.AccountOperations.Status;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The statements about what identifies an account and whether it is one. */
final class AccountStore {
    private static final String COLUMNS = AccountRow.COLUMNS;

    private static final String OWNER =
            "(select o.id from users.account o where o.email = $3 and o.status <> 'pending' and o.id <> $1) as owner";

    private static final String INSERT = """
        insert into users.account (id, username, email, phone, full_name, role, status)
        select $1, candidate, $3, $4, $5, $6, $7
        from unnest($2::text[]) with ordinality as offered (candidate, place)
        where not exists (select from users.account where username_key = lower(candidate collate "C"))
        order by place
        limit 1
        on conflict do nothing
        returning %s, %s""".formatted(COLUMNS, OWNER);

    private static final String IN_THE_WAY = """
        select %s, %s, username_key = any ($2) as named, email = $3 and status <> 'pending' as addressed
        from users.account
        where id = $1 or username_key = any ($2) or (email = $3 and status <> 'pending')""".formatted(COLUMNS, OWNER);

    private static final String BY_ID = "select %s from users.account where id = $1".formatted(COLUMNS);
    private static final String BY_USERNAME = "select %s from users.account where username_key = $1".formatted(COLUMNS);
    private static final String BY_EMAIL = """
        select %s from users.account where email = $1
        order by status = 'pending', created_at desc, id desc
        limit 1""".formatted(COLUMNS);

    /** Two at most: when the second is as good as the first, it is nobody's. */
    private static final String BY_PHONE = """
        select %s from users.account where phone = $1 and status <> 'pending'
        order by phone_verified desc
        limit 2""".formatted(COLUMNS);

    private static final String CONFIRM = """
        update users.account
        set email = $2, new_email = case when new_email = $2 then null else new_email end,
            status = case status when 'pending' then 'active' else status end,
            version = version + case status when 'pending' then 1 else 0 end
        where id = $1 and ((status = 'pending' and not dropped and email = $2) or (status <> 'pending' and new_email = $2))
        returning %s, old.status = 'pending' as activated""".formatted(COLUMNS);

    private static final String FACTOR = "update users.account set two_factor = $2 where id = $1 returning id";

    /** What is to be inserted; the first of the usernames that is free is taken. */
    record NewAccount(
            UUID id,
            List<String> usernames,
            String email,
            @Nullable String phone,
            @Nullable String fullName,
            Role role,
            boolean confirmed) {}

    /** An account after its address was proven; {@code activated} if that made it active. */
    record Confirmed(Account account, boolean activated) {}

    private final Database database;

    AccountStore(Database database) {
        this.database = database;
    }

    /** The account, or empty when something is in the way. */
    Future<Optional<Admitted>> insert(Tx tx, NewAccount account) {
        Tuple values = Tuple.of(
                account.id(),
                account.usernames().toArray(String[]::new),
                account.email(),
                account.phone(),
                account.fullName(),
                account.role().wireName(),
                (account.confirmed() ? Status.ACTIVE : Status.PENDING).wireName());
        return tx.query(INSERT, values).map(rows -> first(rows).map(AccountStore::admitted));
    }

    /**
     * What was in the way of an insert: the same account, which is no harm.
     *
     * @return empty when another name may do
     */
    Future<Optional<Admitted>> inTheWay(Tx tx, NewAccount account, boolean chosen) {
        String[] keys = account.usernames().stream().map(Usernames::key).toArray(String[]::new);
        Tuple values = Tuple.of(account.id(), keys, account.email());
        return tx.query(IN_THE_WAY, values).map(rows -> {
            boolean addressed = false;
            boolean named = false;
            for (Row row : rows) {
                if (row.getUUID("id").equals(account.id())) {
                    return Optional.of(admitted(row));
                }
                addressed |= row.getBoolean("addressed");
                named |= row.getBoolean("named");
            }
            if (chosen && named) {
                throw taken("username");
            }
            if (account.confirmed() && addressed) {
                throw taken("email");
            }
            return Optional.empty();
        });
    }

    Future<Account> byId(UUID id) {
        return database.query(BY_ID, Tuple.of(id)).map(AccountStore::only);
    }

    Future<Account> byId(Tx tx, UUID id) {
        return tx.query(BY_ID, Tuple.of(id)).map(AccountStore::only);
    }

    Future<Optional<Account>> byUsername(String username) {
        return database.query(BY_USERNAME, Tuple.of(Usernames.key(username)))
                .map(rows -> first(rows).map(AccountRow::account));
    }

    Future<Optional<Account>> byEmail(String email) {
        return database.query(BY_EMAIL, Tuple.of(email)).map(rows -> first(rows).map(AccountRow::account));
    }

    Future<Optional<Account>> byPhone(String phone) {
        return database.query(BY_PHONE, Tuple.of(phone))
                .map(rows -> first(rows)
                        .filter(row -> rows.size() == 1 || row.getBoolean("phone_verified"))
                        .map(AccountRow::account));
    }

    /** Empty when the account claims no such address. */
    Future<Optional<Confirmed>> confirm(Tx tx, UUID id, String email) {
        return tx.query(CONFIRM, Tuple.of(id, email))
                .map(rows ->
                        first(rows).map(row -> new Confirmed(AccountRow.account(row), row.getBoolean("activated"))))
                .recover(cause -> Future.failedFuture(
                        ConstraintViolation.of(cause, "account_email_key") ? taken("email") : cause));
    }

    Future<Void> factor(Tx tx, UUID id, boolean enabled) {
        return tx.query(FACTOR, Tuple.of(id, enabled)).map(rows -> {
            if (rows.rowCount() == 0) {
                throw noSuchUser();
            }
            return null;
        });
    }

    static Failure taken(String field) {
        return Failure.conflict(
                field.equals("username") ? "This username is taken" : "This address belongs to another account",
                Map.of("field", field));
    }

    static Failure noSuchUser() {
        return Failure.notFound("There is no such user");
    }

    static Account only(RowSet<Row> rows) {
        return AccountRow.account(first(rows).orElseThrow(AccountStore::noSuchUser));
    }

    static Optional<Row> first(RowSet<Row> rows) {
        return rows.size() == 0 ? Optional.empty() : Optional.of(rows.iterator().next());
    }

    private static Admitted admitted(Row row) {
        return new Admitted(AccountRow.account(row), row.getUUID("owner"));
    }
}
