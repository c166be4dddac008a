package io.busbar.services.users;

import io.busbar.data.Database;
import io.busbar.data.RowMapper;
import io.busbar.services.users.AccountOperations.AccountId;
import io.busbar.services.users.BookingProfileOperations.BookingProfile;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.ZoneId;

/** Reads the booking profiles of professionals. */
final class BookingProfileStore {
    private final Database database;
    private final RowMapper<BookingProfile> profile;
    private final String read;

    /** The default time zone applies to professionals who have not set one. */
    BookingProfileStore(Database database, ZoneId defaultTimeZone) {
        this.database = database;
        profile = RowMapper.of(BookingProfile.class)
                .select("active", "status = 'active'")
                .select("timeZone", "coalesce(timezone, '%s')".formatted(defaultTimeZone))
                .select("hourlyRateMinorUnits", "hourly_rate");
        read = """
            select %s from users.account
            where id = $1 and role = 'professional' and status <> 'pending'""".formatted(profile.columns());
    }

    Future<BookingProfile> read(AccountId account) {
        return database.query(read, Tuple.of(account.id())).map(rows -> profile.one(rows, "professional"));
    }
}
