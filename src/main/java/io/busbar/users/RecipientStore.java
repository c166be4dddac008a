package io.busbar.users;

import io.busbar.bus.Items;
import io.busbar.bus.Role;
import io.busbar.data.Database;
import io.busbar.users.AccountOperations.Status;
import io.busbar.users.RecipientOperations.ActiveAccounts;
import io.busbar.users.RecipientOperations.NextActive;
import io.busbar.users.RecipientOperations.People;
import io.busbar.users.RecipientOperations.Recipient;
import io.busbar.users.RecipientOperations.Wants;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.ZoneId;
import java.util.UUID;

/** The statements about whom to write to. */
final class RecipientStore {
    private static final UUID LOWEST = new UUID(0, 0);

    private static final String RECIPIENTS = """
        select id, status, role, email, coalesce(full_name, username) as name,
               case when status = 'active' and profile_visibility <> 'private' then coalesce(full_name, username) else username end as shown,
               language, timezone, email_notifications, booking_reminders, review_notifications
        from users.account
        where id = any ($1)""";

    private static final String ACTIVE = """
        select id from users.account
        where id > $1 and status = 'active'
        order by id
        limit $2""";

    private static final String ACTIVE_OF_ROLE = """
        select id from users.account
        where id > $1 and status = 'active' and role = $3
        order by id
        limit $2""";

    private final Database database;

    RecipientStore(Database database) {
        this.database = database;
    }

    Future<Items<Recipient>> recipients(People request) {
        UUID[] ids = request.ids().toArray(UUID[]::new);
        return database.query(RECIPIENTS, Tuple.of((Object) ids))
                .map(rows ->
                        new Items<>(rows.stream().map(RecipientStore::recipient).toList()));
    }

    Future<ActiveAccounts> active(NextActive request) {
        UUID after = request.after();
        Role role = request.role();
        Tuple values = Tuple.of(after == null ? LOWEST : after, request.limit());
        return (role == null
                        ? database.query(ACTIVE, values)
                        : database.query(ACTIVE_OF_ROLE, values.addValue(role.wireName())))
                .map(rows -> new ActiveAccounts(
                        rows.stream().map(row -> row.getUUID("id")).toList()));
    }

    private static Recipient recipient(Row row) {
        String zone = row.getString("timezone");
        return new Recipient(
                row.getUUID("id"),
                Status.of(row.getString("status")),
                Role.of(row.getString("role")),
                row.getString("email"),
                row.getString("name"),
                row.getString("shown"),
                row.getString("language"),
                zone == null ? null : ZoneId.of(zone),
                new Wants(
                        row.getBoolean("email_notifications"),
                        row.getBoolean("booking_reminders"),
                        row.getBoolean("review_notifications")));
    }
}
