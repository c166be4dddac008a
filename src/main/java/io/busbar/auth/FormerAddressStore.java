package io.busbar.auth;

import io.busbar.bus.Tx;
import io.busbar.data.Database;
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

/** Every SQL statement about addresses that accounts are about to lose; they are kept sealed, until their owner was told there. */
final class FormerAddressStore {
    /** Of several, the first: that is the one its owner was not told at yet. */
    private static final String KEEP = """
        insert into auth.former_address (account, sealed) values ($1, $2) on conflict (account) do nothing""";

    private static final String FIND = "select sealed from auth.former_address where account = $1";

    private static final String DELETE = "delete from auth.former_address where account = $1";

    private final Database database;
    private final SecretBox box;

    FormerAddressStore(Database database, String secret) {
        this.database = database;
        this.box = new SecretBox(secret, "former-addresses/v1");
    }

    Future<RowSet<Row>> keep(Tx tx, UUID account, String address) {
        byte[] sealed = box.seal(address.getBytes(StandardCharsets.UTF_8), account.toString());
        return tx.query(KEEP, Tuple.of(account, Buffer.buffer(sealed)));
    }

    /** The address; empty too when the secret it was sealed under is no more. */
    Future<Optional<String>> find(UUID account) {
        return database.query(FIND, Tuple.of(account))
                .map(rows -> rows.stream().findFirst().flatMap(row -> open(account, row.getBuffer("sealed"))));
    }

    Future<RowSet<Row>> delete(Tx tx, UUID account) {
        return tx.query(DELETE, Tuple.of(account));
    }

    private Optional<String> open(UUID account, Buffer sealed) {
        try {
            return Optional.of(new String(box.open(sealed.getBytes(), account.toString()), StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
    }
}
