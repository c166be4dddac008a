package io.busbar.notifications;

import io.busbar.bus.Role;
import io.busbar.bus.Tx;
import io.busbar.notifications.NotificationOperations.Announce;
import io.busbar.notifications.NotificationOperations.Tone;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The statements about announcements. */
final class AnnouncementStore {
    private static final String INSERT =
            "insert into notifications.announcement (title, message, type, role) values ($1, $2, $3, $4) returning id";

    private static final String FIND =
            "select title, message, type, role from notifications.announcement where id = $1";

    /** What is told; to everybody if the role is null. */
    record Announcement(
            String title,
            String message,
            Tone tone,
            @Nullable Role role) {}

    Future<UUID> insert(Tx tx, Announce announce) {
        Tone tone = announce.type() == null ? Tone.INFO : announce.type();
        Role role = announce.role();
        Tuple values =
                Tuple.of(announce.title(), announce.message(), tone.wireName(), role == null ? null : role.wireName());
        return tx.query(INSERT, values).map(rows -> rows.iterator().next().getUUID("id"));
    }

    Future<Announcement> find(Tx tx, UUID id) {
        return tx.query(FIND, Tuple.of(id)).map(rows -> {
            Row row = rows.iterator().next();
            String role = row.getString("role");
            return new Announcement(
                    row.getString("title"),
                    row.getString("message"),
                    Tone.of(row.getString("type")),
                    role == null ? null : Role.of(role));
        });
    }
}
