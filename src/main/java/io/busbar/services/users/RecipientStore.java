package io.busbar.services.users;

import io.busbar.bus.ListResult;
import io.busbar.data.Database;
import io.busbar.data.RowMapper;
import io.busbar.data.WireNames;
import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.services.users.RecipientOperations.ActiveAccounts;
import io.busbar.services.users.RecipientOperations.BatchGetRecipients;
import io.busbar.services.users.RecipientOperations.ListActiveAccounts;
import io.busbar.services.users.RecipientOperations.Recipient;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.UUID;

/** Reads the recipients of notifications. */
final class RecipientStore {
    private static final UUID MIN_UUID = new UUID(0, 0);

    /** The names of the preferences that are off. */
    private static final String TURNED_OFF =
            """
        array_remove(array[
          case when not booking_reminders then '%s' end, case when not review_notifications then '%s' end], null)""".formatted(RecipientOperations.BOOKING_REMINDERS.name(), RecipientOperations.REVIEWS.name());

    private static final RowMapper<Recipient> RECIPIENT = RowMapper.of(Recipient.class)
            .select("name", "coalesce(full_name, username)")
            .select("publicName", """
                case when status = 'active' and profile_visibility <> 'private' then coalesce(full_name, username) else username end""")
            .select("timeZone", "timezone")
            .select("preferences.email", "email_notifications")
            .select("preferences.turnedOff", TURNED_OFF);

    private static final String RECIPIENTS =
            "select %s from users.account where id = any ($1)".formatted(RECIPIENT.columns());

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
        return database.query(RECIPIENTS, Tuple.of((Object) ids)).map(rows -> new ListResult<>(RECIPIENT.all(rows)));
    }

    Future<ActiveAccounts> activeAccounts(ListActiveAccounts request) {
        UUID after = request.afterId();
        UserRole role = request.role();
        Tuple values = Tuple.of(after == null ? MIN_UUID : after, request.limit());
        return (role == null
                        ? database.query(SELECT_ACTIVE, values)
                        : database.query(SELECT_ACTIVE_WITH_ROLE, values.addValue(WireNames.nameOf(role))))
                .map(rows -> new ActiveAccounts(
                        rows.stream().map(row -> row.getUUID("id")).toList()));
    }
}
