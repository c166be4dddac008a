package io.busbar.services.users;

import io.busbar.bus.Empty;
import io.busbar.bus.Failure;
import io.busbar.bus.Tx;
import io.busbar.data.Database;
import io.busbar.data.Rows;
import io.busbar.data.UniqueConstraint;
import io.busbar.data.WireNames;
import io.busbar.services.users.AccountOperations.Account;
import io.busbar.services.users.AccountOperations.AccountCreated;
import io.busbar.services.users.AccountOperations.AccountStatus;
import io.busbar.services.users.AccountOperations.SetMfaEnabled;
import io.busbar.services.users.AccountOperations.UserRole;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Inserts accounts, finds them by ID, username, email address or phone number, and marks email addresses as verified. */
public final class AccountStore {
    static final UniqueConstraint USERNAME =
            new UniqueConstraint("account_username_key", "username", "This username is taken");

    private static final UniqueConstraint EMAIL =
            new UniqueConstraint("account_email_key", "email", "This email address belongs to another account");

    private static final String COLUMNS = AccountRowMapper.COLUMNS;

    /** Selects the other account to which the email address of a new account already belongs; null if there is none. */
    private static final String EMAIL_OWNER =
            "(select o.id from users.account o where o.email = $3 and o.status <> 'pending' and o.id <> $1) as email_owner";

    private static final String INSERT = """
        insert into users.account (id, username, email, phone, full_name, role, status)
        select $1, offered.username, $3, $4, $5, $6, $7
        from unnest($2::text[]) with ordinality as offered (username, position)
        where not exists (select from users.account where username_key = lower(offered.username collate "C"))
        order by position
        limit 1
        on conflict do nothing
        returning %s, %s""".formatted(COLUMNS, EMAIL_OWNER);

    private static final String SELECT_CONFLICTS = """
        select %s, %s, username_key = any ($2) as username_taken, email = $3 and status <> 'pending' as email_taken
        from users.account
        where id = $1 or username_key = any ($2) or (email = $3 and status <> 'pending')""".formatted(COLUMNS, EMAIL_OWNER);

    private static final String BY_ID = "select %s from users.account where id = $1".formatted(COLUMNS);
    private static final String BY_USERNAME = "select %s from users.account where username_key = $1".formatted(COLUMNS);
    private static final String BY_EMAIL = """
        select %s from users.account where email = $1
        order by status = 'pending', created_at desc, id desc
        limit 1""".formatted(COLUMNS);

    /** Selects up to two accounts: an unverified phone number that two accounts claim identifies neither. */
    private static final String BY_PHONE = """
        select %s from users.account where phone = $1 and status <> 'pending'
        order by phone_verified desc
        limit 2""".formatted(COLUMNS);

    private static final String MARK_EMAIL_VERIFIED = """
        update users.account
        set email = $2, pending_email = case when pending_email = $2 then null else pending_email end,
            status = case status when 'pending' then 'active' else status end,
            token_version = token_version + case status when 'pending' then 1 else 0 end
        where id = $1 and ((status = 'pending' and not registration_cancelled and email = $2) or (status <> 'pending' and pending_email = $2))
        returning %s, old.status = 'pending' as activated""".formatted(COLUMNS);

    private static final String SET_MFA_ENABLED =
            "update users.account set mfa_enabled = $2 where id = $1 returning id";

    /** An account to insert. It gets the first of the usernames that is free. */
    record NewAccount(
            UUID id,
            List<String> usernames,
            String email,
            @Nullable String phone,
            @Nullable String fullName,
            UserRole role,
            boolean emailVerified) {}

    /** An account after the verification of its address; {@code activated} if it was pending before. */
    record VerifiedAccount(Account account, boolean activated) {}

    private final Database database;

    AccountStore(Database database) {
        this.database = database;
    }

    /** Inserts an account. Returns empty if an existing one conflicts with it. */
    Future<Optional<AccountCreated>> insert(Tx tx, NewAccount account) {
        Tuple values = Tuple.of(
                account.id(),
                account.usernames().toArray(String[]::new),
                account.email(),
                account.phone(),
                account.fullName(),
                WireNames.nameOf(account.role()),
                WireNames.nameOf(account.emailVerified() ? AccountStatus.ACTIVE : AccountStatus.PENDING));
        return tx.query(INSERT, values).map(rows -> Rows.first(rows).map(AccountStore::accountCreated));
    }

    /**
     * Finds the reason why an insert failed. Fails with CONFLICT if the requested username, or the verified address, is taken.
     *
     * @return the account if it exists already; empty if the insert may succeed with another username
     */
    Future<Optional<AccountCreated>> findExistingOrThrowConflict(Tx tx, NewAccount account, boolean usernameRequested) {
        String[] keys =
                account.usernames().stream().map(Usernames::caseInsensitiveKey).toArray(String[]::new);
        Tuple values = Tuple.of(account.id(), keys, account.email());
        return tx.query(SELECT_CONFLICTS, values).map(rows -> {
            boolean emailTaken = false;
            boolean usernameTaken = false;
            for (Row row : rows) {
                if (row.getUUID("id").equals(account.id())) {
                    return Optional.of(accountCreated(row));
                }
                emailTaken |= row.getBoolean("email_taken");
                usernameTaken |= row.getBoolean("username_taken");
            }
            if (usernameRequested && usernameTaken) {
                throw USERNAME.violation();
            }
            if (account.emailVerified() && emailTaken) {
                throw EMAIL.violation();
            }
            return Optional.empty();
        });
    }

    Future<Account> byId(UUID id) {
        return database.query(BY_ID, Tuple.of(id)).map(AccountStore::single);
    }

    Future<Account> byId(Tx tx, UUID id) {
        return tx.query(BY_ID, Tuple.of(id)).map(AccountStore::single);
    }

    Future<Optional<Account>> byUsername(String username) {
        return database.query(BY_USERNAME, Tuple.of(Usernames.caseInsensitiveKey(username)))
                .map(rows -> Rows.first(rows).map(AccountRowMapper::account));
    }

    Future<Optional<Account>> byEmail(String email) {
        return database.query(BY_EMAIL, Tuple.of(email))
                .map(rows -> Rows.first(rows).map(AccountRowMapper::account));
    }

    Future<Optional<Account>> byPhone(String phone) {
        return database.query(BY_PHONE, Tuple.of(phone))
                .map(rows -> Rows.first(rows)
                        .filter(row -> rows.size() == 1 || row.getBoolean("phone_verified"))
                        .map(AccountRowMapper::account));
    }

    /** Marks an address as verified. Returns empty if the account does not claim it. */
    Future<Optional<VerifiedAccount>> markEmailVerified(Tx tx, UUID id, String email) {
        return tx.query(MARK_EMAIL_VERIFIED, Tuple.of(id, email))
                .map(rows -> Rows.first(rows)
                        .map(row -> new VerifiedAccount(AccountRowMapper.account(row), row.getBoolean("activated"))))
                .recover(EMAIL::report);
    }

    Future<Empty> setMfaEnabled(Tx tx, SetMfaEnabled request) {
        return tx.query(SET_MFA_ENABLED, Tuple.of(request.id(), request.enabled()))
                .map(rows -> Rows.one(rows, "user"))
                .map(Empty.INSTANCE);
    }

    public static Failure noSuchUser() {
        return Failure.noSuch("user");
    }

    static Account single(RowSet<Row> rows) {
        return AccountRowMapper.account(Rows.one(rows, "user"));
    }

    private static AccountCreated accountCreated(Row row) {
        return new AccountCreated(AccountRowMapper.account(row), row.getUUID("email_owner"));
    }
}
