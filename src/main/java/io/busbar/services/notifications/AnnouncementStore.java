package io.busbar.services.notifications;

import io.busbar.bus.Tx;
import io.busbar.bus.notifications.Severity;
import io.busbar.data.Database;
import io.busbar.data.WireNames;
import io.busbar.services.notifications.NotificationOperations.CreateAnnouncement;
import io.busbar.services.users.AccountOperations.UserRole;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Stores announcements. */
final class AnnouncementStore {
    private static final String INSERT =
            "insert into notifications.announcement (title, message, severity, role) values ($1, $2, $3, $4) returning id";

    private static final String FIND =
            "select title, message, severity, role from notifications.announcement where id = $1";

    private final Database database;

    AnnouncementStore(Database database) {
        this.database = database;
    }

    /**
     * An announcement as stored.
     *
     * @param role the role of the recipients; null for all users
     */
    record StoredAnnouncement(
            String title,
            String message,
            Severity severity,
            @Nullable UserRole role) {}

    Future<UUID> insert(Tx tx, CreateAnnouncement createAnnouncement) {
        Severity severity = createAnnouncement.severity() == null ? Severity.INFO : createAnnouncement.severity();
        UserRole role = createAnnouncement.role();
        Tuple values = Tuple.of(
                createAnnouncement.title(),
                createAnnouncement.message(),
                WireNames.nameOf(severity),
                WireNames.nameOrNull(role));
        return tx.query(INSERT, values).map(rows -> rows.iterator().next().getUUID("id"));
    }

    Future<StoredAnnouncement> get(UUID id) {
        return database.query(FIND, Tuple.of(id)).map(AnnouncementStore::toAnnouncement);
    }

    private static StoredAnnouncement toAnnouncement(RowSet<Row> rows) {
        Row row = rows.iterator().next();
        String role = row.getString("role");
        return new StoredAnnouncement(
                row.getString("title"),
                row.getString("message"),
                WireNames.parse(Severity.class, row.getString("severity")),
                role == null ? null : WireNames.parse(UserRole.class, role));
    }
}
