package io.busbar.services.users;

import io.busbar.data.Database;
import io.busbar.data.RowMapper;
import io.busbar.services.users.UserSummaryOperations.BatchGetUsers;
import io.busbar.services.users.UserSummaryOperations.DisplayName;
import io.busbar.services.users.UserSummaryOperations.DisplayNames;
import io.busbar.services.users.UserSummaryOperations.UserSummaries;
import io.busbar.services.users.UserSummaryOperations.UserSummary;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.UUID;

/** Reads the names and summaries of many users. */
final class UserSummaryStore {
    private static final RowMapper<DisplayName> DISPLAY_NAME =
            RowMapper.of(DisplayName.class).select("name", """
        case when status <> 'active' then null
             when profile_visibility <> 'public' then username
             else coalesce(case when $2::boolean then full_name else substring(full_name from '\\S+') end, username) end""");

    private static final String SELECT_DISPLAY_NAMES = """
        select %s from users.account
        where id = any ($1) and status in ('active', 'suspended')""".formatted(DISPLAY_NAME.columns());

    private static final String SELECT_SUMMARIES = """
        select id, username, full_name, profile_picture, category, hourly_rate, currency, currency_digits, address ->> 'city' as city,
               rating_sum, rating_count
        from users.account
        where id = any ($1) and listed""";

    private final Database database;

    UserSummaryStore(Database database) {
        this.database = database;
    }

    /** Returns the full names, or only their first words. */
    Future<DisplayNames> displayNames(BatchGetUsers request, boolean fullNames) {
        return database.query(SELECT_DISPLAY_NAMES, ids(request).addBoolean(fullNames))
                .map(rows -> new DisplayNames(DISPLAY_NAME.all(rows)));
    }

    Future<UserSummaries> summaries(BatchGetUsers request) {
        return database.query(SELECT_SUMMARIES, ids(request))
                .map(rows -> new UserSummaries(
                        rows.stream().map(UserSummaryStore::summary).toList()));
    }

    private static Tuple ids(BatchGetUsers request) {
        return Tuple.of(request.ids().toArray(UUID[]::new));
    }

    private static UserSummary summary(Row row) {
        return new UserSummary(
                row.getUUID("id"),
                row.getString("username"),
                row.getString("full_name"),
                row.getString("profile_picture"),
                row.getString("category"),
                AccountRowMapper.hourlyRate(row),
                row.getString("currency"),
                row.getString("city"),
                AccountRowMapper.ratings(row));
    }
}
