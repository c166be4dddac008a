package io.busbar.services.auth.session;

import static io.busbar.data.listing.SortKey.id;
import static io.busbar.data.listing.SortOrder.descending;

import io.busbar.data.Database;
import io.busbar.data.listing.Listing;
import io.busbar.data.listing.Page;
import io.busbar.services.auth.SessionOperations.ListSessions;
import io.busbar.services.auth.SessionOperations.Session;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads sessions, for lists and for exports. */
public final class SessionListStore {
    private static final String COLUMNS = """
        id, account, device, ip, method, impersonator, impersonation_reason, created_at, last_used_at, expires_at, ended_at, end_reason""";

    private static final String ACTIVE = "ended_at is null and expires_at > now()";

    private static final String LIST_ACTIVE = """
        select %s from auth.session where account = $1 and %s
        order by last_used_at desc, id desc limit %d""".formatted(COLUMNS, ACTIVE, Page.MAX_LIMIT);

    private static final String LIST_HISTORY = """
        select %s from auth.session where account = $1 order by id desc limit %d""".formatted(COLUMNS, Page.MAX_LIMIT);

    private static final String FIND = "select %s from auth.session where id = $1".formatted(COLUMNS);

    private static final Listing<Row> ACTIVE_SESSIONS = Listing.named("auth.sessions")
            .columns(COLUMNS)
            .from("auth.session")
            .always(ACTIVE)
            .order(descending("newest", id("id")))
            .rows(Function.identity());

    private static final String FIRST_SIGN_IN = "select at from auth.first_sign_in where account = $1";

    private final Database database;

    public SessionListStore(Database database) {
        this.database = database;
    }

    /** Returns the active sessions of an account, most recently used first. {@code current} is the caller's session. */
    Future<List<Session>> listActive(UUID account, @Nullable UUID current) {
        return database.query(LIST_ACTIVE, Tuple.of(account)).map(rows -> sessions(rows, current));
    }

    /** Returns the stored sessions of an account, including ended ones, most recent first. */
    public Future<List<Session>> listHistory(UUID account) {
        return database.query(LIST_HISTORY, Tuple.of(account)).map(rows -> sessions(rows, null));
    }

    public Future<Optional<Session>> find(UUID id, @Nullable UUID current) {
        return database.query(FIND, Tuple.of(id))
                .map(rows -> rows.stream().findFirst().map(row -> session(row, current)));
    }

    /** Returns a page of active sessions, of all accounts or of one. */
    Future<Page<Session>> list(ListSessions request, @Nullable UUID current) {
        return ACTIVE_SESSIONS
                .query()
                .where("account = ?", request.userId())
                .page(database, request.page())
                .map(page -> page.map(row -> session(row, current)));
    }

    /** Returns the time of the account's first sign-in. */
    public Future<Optional<OffsetDateTime>> firstSignIn(UUID account) {
        return database.query(FIRST_SIGN_IN, Tuple.of(account))
                .map(rows -> rows.stream().findFirst().map(row -> row.getOffsetDateTime("at")));
    }

    private static List<Session> sessions(RowSet<Row> rows, @Nullable UUID current) {
        return rows.stream().map(row -> session(row, current)).toList();
    }

    private static Session session(Row row, @Nullable UUID current) {
        UUID id = row.getUUID("id");
        return new Session(
                id,
                row.getUUID("account"),
                row.getString("device"),
                row.getString("ip"),
                row.getString("method"),
                id.equals(current),
                row.getUUID("impersonator"),
                row.getString("impersonation_reason"),
                row.getOffsetDateTime("created_at"),
                row.getOffsetDateTime("last_used_at"),
                row.getOffsetDateTime("expires_at"),
                row.getOffsetDateTime("ended_at"),
                row.getString("end_reason"));
    }
}
