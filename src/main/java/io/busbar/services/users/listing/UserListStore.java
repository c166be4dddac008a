package io.busbar.services.users.listing;

import io.busbar.bus.Failure;
import io.busbar.bus.Page;
import io.busbar.data.Database;
import io.busbar.services.users.AccountRowMapper;
import io.busbar.services.users.UserAdminOperations.ListUsers;
import io.busbar.services.users.UserAdminOperations.UserOrder;
import io.busbar.services.users.UsersOperations.User;
import io.vertx.core.Future;
import java.text.Normalizer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Lists users for admins. */
public final class UserListStore {
    /** A list with more users than this has no total. */
    private static final int MAX_TOTAL_COUNT = 100_000;

    /** Minimum length of a search; with fewer characters the trigram index would match every row. */
    private static final int MIN_SEARCH_LENGTH = 3;

    private final Database database;

    public UserListStore(Database database) {
        this.database = database;
    }

    public Future<Page<User>> list(ListUsers request) {
        SortKey sort = sort(request.sort() == null ? UserOrder.NEWEST : request.sort());
        SortKey.PageStart after = sort.decodeCursor(request.cursor());
        int maxCount = after == null ? MAX_TOTAL_COUNT : PageQuery.NO_COUNT;
        PageQuery query = new PageQuery(sort, request.limit(), "true")
                .where(
                        "role = ?",
                        request.role() == null ? null : request.role().wireName())
                .where(
                        "status = ?",
                        request.status() == null ? null : request.status().wireName())
                .where("admin_search_text like ?", pattern(request.search()));
        String sql = query.sql(AccountRowMapper.COLUMNS, "users.account", query.conditions(), after, maxCount);
        return database.query(sql, query.values()).map(rows -> query.read(rows, maxCount, AccountRowMapper::user));
    }

    private static @Nullable String pattern(@Nullable String search) {
        if (search == null) {
            return null;
        }
        String text = Normalizer.normalize(search, Normalizer.Form.NFC).strip();
        if (text.length() < MIN_SEARCH_LENGTH) {
            throw Failure.invalid("/search", "must have at least " + MIN_SEARCH_LENGTH + " characters");
        }
        return "%" + text.toLowerCase(Locale.ROOT).replaceAll("([\\\\%_])", "\\\\$1") + "%";
    }

    private static SortKey sort(UserOrder order) {
        String name = order.wireName();
        return switch (order) {
            case NEWEST -> SortKey.descending(name, "created_at", SortKey.SortType.TIME);
            case OLDEST -> SortKey.ascending(name, "created_at", SortKey.SortType.TIME);
            case USERNAME -> SortKey.ascending(name, "username_key", SortKey.SortType.TEXT);
            case EMAIL -> SortKey.ascending(name, "email", SortKey.SortType.TEXT);
        };
    }
}
