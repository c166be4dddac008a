package io.busbar.services.users.personaldata;

import io.busbar.bus.Tx;
import io.busbar.bus.json.Json;
import io.busbar.data.Database;
import io.busbar.data.Rows;
import io.busbar.services.users.UsersPersonalData.AccountExport;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.UUID;

/** Reads the data of an account for an export. */
public final class ExportStore {
    private static final String FIND_ACCOUNT = "select id from users.account where id = $1";

    private static final String LOCK_ACCOUNT = "select id from users.account where id = $1 for share";

    /** Selects all data of an account except columns that are computed from others. */
    private static final String SELECT_ACCOUNT_DATA = """
        select to_jsonb(a) - array['username_key', 'price', 'rating_rank', 'rating_average', 'listed', 'search_text', 'admin_search_text'] as data
        from users.account a where id = $1""";

    private final Database database;

    public ExportStore(Database database) {
        this.database = database;
    }

    /** Fails with NOT_FOUND if the account does not exist; otherwise it can't be erased before the end of the transaction. */
    Future<Void> requireAccount(Tx tx, UUID account) {
        return tx.query(LOCK_ACCOUNT, Tuple.of(account))
                .map(rows -> Rows.one(rows, "user"))
                .mapEmpty();
    }

    Future<Boolean> exists(UUID account) {
        return database.query(FIND_ACCOUNT, Tuple.of(account)).map(rows -> rows.size() > 0);
    }

    /** Returns the data of an account. Fails with NOT_FOUND if it no longer exists. */
    public Future<AccountExport> accountData(UUID account) {
        return database.query(SELECT_ACCOUNT_DATA, Tuple.of(account))
                .map(rows -> new AccountExport(
                        Json.parse(Rows.one(rows, "user").getJsonObject("data").toBuffer())));
    }
}
