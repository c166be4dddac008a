package io.busbar.services.users;

import io.busbar.bus.Failure;
import io.busbar.data.Database;
import io.busbar.services.users.BookingProfileOperations.BookingProfile;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.ZoneId;
import java.util.UUID;

/** Reads the booking profiles of professionals. */
final class BookingProfileStore {
    private static final String SELECT_PROFESSIONAL = """
        select id, status = 'active' as active, timezone, hourly_rate, currency, currency_digits
        from users.account
        where id = $1 and role = 'professional' and status <> 'pending'""";

    private final Database database;
    private final ZoneId defaultTimeZone;

    /** The default time zone applies to professionals who have not set one. */
    BookingProfileStore(Database database, ZoneId defaultTimeZone) {
        this.database = database;
        this.defaultTimeZone = defaultTimeZone;
    }

    Future<BookingProfile> read(UUID id) {
        return database.query(SELECT_PROFESSIONAL, Tuple.of(id))
                .map(rows -> AccountStore.first(rows)
                        .map(this::toProfile)
                        .orElseThrow(() -> Failure.notFound("There is no such professional")));
    }

    private BookingProfile toProfile(Row row) {
        String timeZone = row.getString("timezone");
        return new BookingProfile(
                row.getUUID("id"),
                row.getBoolean("active"),
                timeZone == null ? defaultTimeZone : ZoneId.of(timeZone),
                row.getLong("hourly_rate"),
                row.getString("currency"),
                row.getInteger("currency_digits"));
    }
}
