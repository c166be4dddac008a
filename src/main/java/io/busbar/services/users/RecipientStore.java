package io.busbar.services.users;

import io.busbar.bus.ListResult;
import io.busbar.bus.Role;
import io.busbar.data.Database;
import io.busbar.services.users.AccountOperations.AccountStatus;
import io.busbar.services.users.RecipientOperations.ActiveAccounts;
import io.busbar.services.users.RecipientOperations.BatchGetRecipients;
import io.busbar.services.users.RecipientOperations.ListActiveAccounts;
import io.busbar.services.users.RecipientOperations.Recipient;
import io.busbar.services.users.RecipientOperations.RecipientPreferences;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.ZoneId;
import java.util.UUID;

/** Reads the recipients of notifications. */
final class RecipientStore {
    private static final UUID MIN_UUID = new UUID(0, 0);

    private static final String RECIPIENTS = """
        select id, status, role, email, coalesce(full_name, username) as name,
               case when status = 'active' and profile_visibility <> 'private' then coalesce(full_name, username) else username end as public_name,
               language, timezone, email_notifications, booking_reminders, review_notifications
        from users.account
        where id = any ($1)""";

    private static final String SELECT_ACTIVE = """
        select id from users.account
        where id > $1 and status = 'active'
        order by id
        limit $2""";

    private static final String SELECT_ACTIVE_WITH_ROLE = """
        select id from users.account
        where id > $1 and status = 'active' and role = $3
        order by id
        limit $2""";

    private final Database database;

    RecipientStore(Database database) {
        this.database = database;
    }

    Future<ListResult<Recipient>> recipients(BatchGetRecipients request) {
        UUID[] ids = request.ids().toArray(UUID[]::new);
        return database.query(RECIPIENTS, Tuple.of((Object) ids))
                .map(rows -> new ListResult<>(
                        rows.stream().map(RecipientStore::recipient).toList()));
    }

    Future<ActiveAccounts> activeAccounts(ListActiveAccounts request) {
        UUID after = request.afterId();
        Role role = request.role();
        Tuple values = Tuple.of(after == null ? MIN_UUID : after, request.limit());
        return (role == null
                        ? database.query(SELECT_ACTIVE, values)
                        : database.query(SELECT_ACTIVE_WITH_ROLE, values.addValue(role.wireName())))
                .map(rows -> new ActiveAccounts(
                        rows.stream().map(row -> row.getUUID("id")).toList()));
    }

    private static Recipient recipient(Row row) {
        String zone = row.getString("timezone");
        return new Recipient(
                row.getUUID("id"),
                AccountStatus.of(row.getString("status")),
                Role.of(row.getString("role")),
                row.getString("email"),
                row.getString("name"),
                row.getString("public_name"),
                row.getString("language"),
                zone == null ? null : ZoneId.of(zone),
                new RecipientPreferences(
                        row.getBoolean("email_notifications"),
                        row.getBoolean("booking_reminders"),
                        row.getBoolean("review_notifications")));
    }
}
