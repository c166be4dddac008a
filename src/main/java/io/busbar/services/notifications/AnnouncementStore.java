package io.busbar.services.notifications;

import io.busbar.bus.Tx;
import io.busbar.bus.notifications.Severity;
import io.busbar.data.Database;
import io.busbar.data.RowValues;
import io.busbar.data.Table;
import io.busbar.services.notifications.NotificationOperations.CreateAnnouncement;
import io.busbar.services.users.AccountOperations.UserRole;
import io.vertx.core.Future;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Stores announcements. */
final class AnnouncementStore {
    private static final RowValues<CreateAnnouncement> NEW = RowValues.of(CreateAnnouncement.class);
    private static final Table<StoredAnnouncement> ANNOUNCEMENTS =
            Table.of("notifications.announcement", StoredAnnouncement.class);

    private static final String INSERT = """
        insert into notifications.announcement (title, message, severity, role) values ($1, $2, coalesce($3, 'info'), $4)
        returning id""";

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

    Future<UUID> insert(Tx tx, CreateAnnouncement announcement) {
        return tx.query(INSERT, NEW.of(announcement))
                .map(rows -> rows.iterator().next().getUUID("id"));
    }

    Future<StoredAnnouncement> get(UUID id) {
        return ANNOUNCEMENTS.get(database, id);
    }
}
