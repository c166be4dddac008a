package io.busbar.services.users.personaldata;

import io.busbar.bus.Failure;
import io.busbar.bus.Tx;
import io.busbar.bus.Upload;
import io.busbar.data.Database;
import io.busbar.services.users.AccountStore;
import io.busbar.services.users.PersonalDataOperations.Export;
import io.busbar.services.users.PersonalDataOperations.ExportStatus;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Stores exports of personal data and refers to their files. */
public final class ExportStore {
    /** Maximum number of exports of a user at a time. */
    private static final int MAX_EXPORTS = 5;

    private static final String COLUMNS = "id, status, requested_at, finished_at, expires_at, upload";

    private static final String INSERT = """
        insert into users.export (account)
        select id from users.account
        where id = $1 and (select count(*) from users.export where account = $1) < %d
        on conflict (account) where status = 'running' do nothing
        returning %s""".formatted(MAX_EXPORTS, COLUMNS);

    private static final String SELECT_RUNNING =
            "select %s from users.export where account = $1 and status = 'running'".formatted(COLUMNS);

    private static final String READ = "select %s from users.export where id = $1 and account = $2".formatted(COLUMNS);

    private static final String SELECT_OWNER = "select account from users.export where id = $1 and status = 'running'";

    /** Selects all data of an account except columns that are computed from others. */
    private static final String SELECT_ACCOUNT_DATA = """
        select to_jsonb(a) - array['username_key', 'price', 'rating_rank', 'rating_average', 'listed', 'search_text', 'admin_search_text'] as data
        from users.account a where id = $1""";

    private static final String MARK_READY = """
        update users.export set status = 'ready', finished_at = now(), expires_at = $2, upload = $3
        where id = $1 and status = 'running'
        returning id""";

    private static final String DELETE = "delete from users.export where id = $1 returning upload";
    private static final String DELETE_ALL = "delete from users.export where account = $1 returning upload";

    private final Database database;

    public ExportStore(Database database) {
        this.database = database;
    }

    /** Inserts an export. Returns empty if another one is running, the user has {@link #MAX_EXPORTS}, or the account no longer exists. */
    Future<Optional<Export>> insertUnlessRunningOrFull(Tx tx, UUID account) {
        return tx.query(INSERT, Tuple.of(account))
                .map(rows -> AccountStore.first(rows).map(ExportStore::export));
    }

    Future<Optional<Export>> findRunning(Tx tx, UUID account) {
        return tx.query(SELECT_RUNNING, Tuple.of(account))
                .map(rows -> AccountStore.first(rows).map(ExportStore::export));
    }

    Future<Export> read(UUID id, UUID account) {
        return database.query(READ, Tuple.of(id, account))
                .map(rows -> export(AccountStore.first(rows).orElseThrow(ExportStore::noSuchExport)));
    }

    /** Returns the file of a ready export. */
    Future<Upload> readFile(UUID id, UUID account) {
        return database.query(READ, Tuple.of(id, account)).map(rows -> {
            Upload file = toFile(AccountStore.first(rows).orElseThrow(ExportStore::noSuchExport));
            if (file == null) {
                throw Failure.notFound("The export is not ready");
            }
            return file;
        });
    }

    /** Returns the owner of a running export; empty if it is finished or deleted. */
    Future<Optional<UUID>> runningExportOwner(Tx tx, UUID id) {
        return tx.query(SELECT_OWNER, Tuple.of(id))
                .map(rows -> AccountStore.first(rows).map(row -> row.getUUID("account")));
    }

    Future<JsonObject> accountData(Tx tx, UUID account) {
        return tx.query(SELECT_ACCOUNT_DATA, Tuple.of(account))
                .map(rows -> AccountStore.first(rows)
                        .map(row -> row.getJsonObject("data"))
                        .orElseThrow(AccountStore::noSuchUser));
    }

    /** Marks a running export as ready. Fails with NOT_FOUND if it was deleted meanwhile. */
    Future<Void> markReady(Tx tx, UUID id, Upload file, Instant expiresAt) {
        JsonObject json = new JsonObject()
                .put("blob", file.blob().toString())
                .put("name", file.name())
                .put("mediaType", file.mediaType())
                .put("size", file.size())
                .put("sha256", file.sha256());
        return tx.query(MARK_READY, Tuple.of(id, expiresAt.atOffset(ZoneOffset.UTC), json))
                .map(rows -> {
                    if (rows.rowCount() == 0) {
                        throw noSuchExport();
                    }
                    return null;
                });
    }

    /** Deletes an export with its file. */
    Future<Void> delete(Tx tx, UUID id) {
        return deleteWithFiles(tx, DELETE, id);
    }

    /** Deletes all exports of an account with their files. */
    public Future<Void> deleteAll(Tx tx, UUID account) {
        return deleteWithFiles(tx, DELETE_ALL, account);
    }

    private static Future<Void> deleteWithFiles(Tx tx, String sql, UUID id) {
        return tx.query(sql, Tuple.of(id))
                .compose(rows -> Future.all(rows.stream()
                        .map(ExportStore::toFile)
                        .flatMap(file -> Optional.ofNullable(file).stream())
                        .map(tx::delete)
                        .toList()))
                .mapEmpty();
    }

    private static Export export(Row row) {
        Upload file = toFile(row);
        return new Export(
                row.getUUID("id"),
                ExportStatus.of(row.getString("status")),
                row.getOffsetDateTime("requested_at"),
                row.getOffsetDateTime("finished_at"),
                row.getOffsetDateTime("expires_at"),
                file == null ? null : file.size());
    }

    private static @Nullable Upload toFile(Row row) {
        JsonObject json = row.getJsonObject("upload");
        return json == null
                ? null
                : new Upload(
                        UUID.fromString(json.getString("blob")),
                        json.getString("name"),
                        json.getString("mediaType"),
                        json.getLong("size"),
                        json.getString("sha256"));
    }

    private static Failure noSuchExport() {
        return Failure.notFound("There is no such export");
    }
}
