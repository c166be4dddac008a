package io.busbar.services.users;

import io.busbar.data.Database;
import io.busbar.data.Table;
import io.busbar.services.users.AccountOperations.AccountId;
import io.busbar.services.users.BookingProfileOperations.BookingProfile;
import io.vertx.core.Future;
import java.time.ZoneId;

/** Reads the booking profiles of professionals. */
final class BookingProfileStore {
    private final Database database;
    private final Table<BookingProfile> profiles;

    /** The default time zone applies to professionals who have not set one. */
    BookingProfileStore(Database database, ZoneId defaultTimeZone) {
        this.database = database;
        profiles = Table.of("users.account", BookingProfile.class)
                .noun("professional")
                .select("active", "status = 'active'")
                .select("timeZone", "coalesce(timezone, '%s')".formatted(defaultTimeZone))
                .select("hourlyRateMinorUnits", "hourly_rate");
    }

    Future<BookingProfile> read(AccountId account) {
        return profiles.where("role = 'professional' and status <> 'pending'").get(database, account.id());
    }
}
