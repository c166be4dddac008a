package io.busbar.services.auth.account;

import io.busbar.bus.Tx;
import io.busbar.bus.sealed.SealedColumn;
import io.busbar.data.Database;
import io.busbar.data.DeploymentSecrets;
import io.busbar.data.SecretBox;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.UUID;

/** Stores the address that an account is about to replace, sealed, until its owner has been notified there. */
public final class PreviousEmailStore {
    /** Does not overwrite a stored address: its owner has not been notified there yet. */
    private static final String INSERT = """
        insert into auth.previous_email (account, sealed) values ($1, $2) on conflict (account) do nothing""";

    private static final String FIND = "select sealed from auth.previous_email where account = $1";

    private static final String DELETE = "delete from auth.previous_email where account = $1";

    private final Database database;
    private final SecretBox secretBox;

    public PreviousEmailStore(Database database, DeploymentSecrets secrets) {
        this.database = database;
        this.secretBox = new SecretBox(secrets, "previous-emails/v1");
    }

    Future<RowSet<Row>> insertUnlessPresent(Tx tx, UUID account, String address) {
        byte[] sealed = secretBox.seal(address.getBytes(StandardCharsets.UTF_8), account.toString());
        return tx.query(INSERT, Tuple.of(account, Buffer.buffer(sealed)));
    }

    /** Returns the previous address. It is also empty if it was sealed with another secret: then only the notification is omitted. */
    public Future<Optional<String>> find(UUID account) {
        return database.query(FIND, Tuple.of(account))
                .map(rows -> rows.stream().findFirst().flatMap(row -> open(account, row.getBuffer("sealed"))));
    }

    public Future<RowSet<Row>> delete(Tx tx, UUID account) {
        return tx.query(DELETE, Tuple.of(account));
    }

    /** Returns the column that is sealed. */
    public SealedColumn sealedColumn() {
        return new SealedColumn("auth.previous_email", "sealed", "account", secretBox);
    }

    private Optional<String> open(UUID account, Buffer sealed) {
        try {
            return Optional.of(
                    new String(secretBox.open(sealed.getBytes(), account.toString()), StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
    }
}
