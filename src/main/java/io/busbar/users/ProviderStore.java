package io.busbar.users;

import io.busbar.bus.Failure;
import io.busbar.data.Database;
import io.busbar.users.ProviderOperations.Professional;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.ZoneId;
import java.util.UUID;

/** The statement about who can be booked. */
final class ProviderStore {
    private static final String PROVIDER = """
        select id, status = 'active' as active, timezone, hourly_rate, currency, currency_digits
        from users.account
        where id = $1 and role = 'professional' and status <> 'pending'""";

    private final Database database;
    private final ZoneId zone;

    /** Who has set no time zone is in this one. */
    ProviderStore(Database database, ZoneId zone) {
        this.database = database;
        this.zone = zone;
    }

    Future<Professional> provider(UUID id) {
        return database.query(PROVIDER, Tuple.of(id))
                .map(rows -> AccountStore.first(rows)
                        .map(this::provider)
                        .orElseThrow(() -> Failure.notFound("There is no such professional")));
    }

    private Professional provider(Row row) {
        String own = row.getString("timezone");
        return new Professional(
                row.getUUID("id"),
                row.getBoolean("active"),
                own == null ? zone : ZoneId.of(own),
                row.getLong("hourly_rate"),
                row.getString("currency"),
                row.getInteger("currency_digits"));
    }
}
