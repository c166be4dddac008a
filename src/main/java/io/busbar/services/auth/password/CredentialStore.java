package io.busbar.services.auth.password;

import io.busbar.bus.Tx;
import io.busbar.data.Database;
import io.busbar.data.RowMapper;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;

/** Stores the password hashes of accounts. A credential is pending until its account exists. */
public final class CredentialStore {
    private static final RowMapper<Credential> CREDENTIAL =
            RowMapper.of(Credential.class).select("hash", "password_hash");

    private static final String FIND =
            "select %s from auth.credential where account = $1 and active".formatted(CREDENTIAL.columns());

    private static final String INSERT = "insert into auth.credential (password_hash) values ($1) returning account";

    private static final String ACTIVATE = "update auth.credential set active = true where account = $1 and not active";

    private static final String REPLACE_PENDING = """
        update auth.credential set password_hash = $2, active = true, changed_at = clock_timestamp()
        where account = $1 and not active""";

    private static final String REPLACE = """
        update auth.credential set password_hash = $3, changed_at = clock_timestamp()
        where account = $1 and password_hash = $2""";

    private static final String SET = """
        insert into auth.credential (account, password_hash, active) values ($1, $2, true)
        on conflict (account) do update
        set password_hash = excluded.password_hash, active = true, changed_at = excluded.changed_at""";

    private static final String REHASH = """
        update auth.credential set password_hash = $3 where account = $1 and password_hash = $2""";

    /** Locks the row against changes until the end of the transaction. */
    private static final String UNCHANGED =
            "select from auth.credential where account = $1 and changed_at = $2 for share";

    private static final String LOCK = "select changed_at from auth.credential where account = $1 for share";

    private static final String DELETE = "delete from auth.credential where account = $1";

    private static final String DELETE_PENDING = DELETE + " and not active";

    /** The password hash of an account. */
    public record Credential(UUID account, String hash, OffsetDateTime changedAt) {
        @Override
        public String toString() {
            return "Credential[" + account + "]";
        }
    }

    private final Database database;

    public CredentialStore(Database database) {
        this.database = database;
    }

    /** Returns the active credential of an account. */
    public Future<Optional<Credential>> find(UUID account) {
        return database.query(FIND, Tuple.of(account)).map(CREDENTIAL::first);
    }

    /** Inserts a pending credential and returns the ID of its future account. */
    public Future<UUID> insertPending(Tx tx, String hash) {
        return tx.query(INSERT, Tuple.of(hash))
                .map(inserted -> inserted.iterator().next().getUUID("account"));
    }

    /** Activates a pending credential. Returns false if there is none. */
    public Future<Boolean> activate(Tx tx, UUID account) {
        return tx.query(ACTIVATE, Tuple.of(account)).map(activated -> activated.rowCount() == 1);
    }

    /** Replaces the hash of a pending credential and activates it. Returns false if there is none. */
    public Future<Boolean> replacePending(Tx tx, UUID account, String hash) {
        return tx.query(REPLACE_PENDING, Tuple.of(account, hash)).map(set -> set.rowCount() == 1);
    }

    /** Replaces the password. Returns false if its hash is no longer {@code currentHash}. */
    Future<Boolean> replace(Tx tx, UUID account, String currentHash, String hash) {
        return tx.query(REPLACE, Tuple.of(account, currentHash, hash)).map(changed -> changed.rowCount() == 1);
    }

    /** Sets the password, whether or not the account has one. */
    Future<RowSet<Row>> set(Tx tx, UUID account, String hash) {
        return tx.query(SET, Tuple.of(account, hash));
    }

    /** Stores another hash of the same password. */
    public Future<RowSet<Row>> rehash(Tx tx, UUID account, String currentHash, String hash) {
        return tx.query(REHASH, Tuple.of(account, currentHash, hash));
    }

    /** Returns whether the password is unchanged since it was compared, and locks it until the end of the transaction. */
    public Future<Boolean> isUnchanged(Tx tx, Credential compared) {
        return tx.query(UNCHANGED, Tuple.of(compared.account(), compared.changedAt()))
                .map(rows -> rows.size() == 1);
    }

    /** Locks the password until the end of the transaction and returns the time of its last change. Empty if there is no credential. */
    public Future<Optional<OffsetDateTime>> lockForShare(Tx tx, UUID account) {
        return tx.query(LOCK, Tuple.of(account))
                .map(rows -> rows.stream().findFirst().map(row -> row.getOffsetDateTime("changed_at")));
    }

    public Future<RowSet<Row>> delete(Tx tx, UUID account) {
        return tx.query(DELETE, Tuple.of(account));
    }

    public Future<RowSet<Row>> deletePending(Tx tx, UUID account) {
        return tx.query(DELETE_PENDING, Tuple.of(account));
    }
}
