package io.busbar.users;

import io.busbar.bus.Failure;
import io.busbar.bus.Page;
import io.busbar.data.Database;
import io.busbar.users.UserAdminOperations.ListUsers;
import io.busbar.users.UserAdminOperations.UserOrder;
import io.busbar.users.UsersOperations.User;
import io.vertx.core.Future;
import java.text.Normalizer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The statement of the admins' list. */
final class UserListStore {
    private static final int COUNTED = 100_000;

    /** With fewer characters the index knows nothing better than every row. */
    private static final int SHORTEST = 3;

    private final Database database;

    UserListStore(Database database) {
        this.database = database;
    }

    Future<Page<User>> list(ListUsers request) {
        SortKey sort = sort(request.sort() == null ? UserOrder.NEWEST : request.sort());
        SortKey.Place after = sort.place(request.cursor());
        int counted = after == null ? COUNTED : 0;
        ListStatement list = new ListStatement(sort, request.limit(), "true")
                .where(
                        "role = ?",
                        request.role() == null ? null : request.role().wireName())
                .where(
                        "status = ?",
                        request.status() == null ? null : request.status().wireName())
                .where("identity like ?", pattern(request.search()));
        String sql = list.page(AccountRow.COLUMNS, "users.account", list.conditions(), after, counted);
        return database.query(sql, list.values()).map(rows -> list.read(rows, counted, AccountRow::user));
    }

    private static @Nullable String pattern(@Nullable String search) {
        if (search == null) {
            return null;
        }
        String text = Normalizer.normalize(search, Normalizer.Form.NFC).strip();
        if (text.length() < SHORTEST) {
            throw Failure.invalid("/search", "must have at least " + SHORTEST + " characters");
        }
        return "%" + text.toLowerCase(Locale.ROOT).replaceAll("([\\\\%_])", "\\\\$1") + "%";
    }

    private static SortKey sort(UserOrder order) {
        String name = order.wireName();
        return switch (order) {
            case NEWEST -> new SortKey(name, "created_at", SortKey.Type.TIME, true);
            case OLDEST -> new SortKey(name, "created_at", SortKey.Type.TIME, false);
            case USERNAME -> new SortKey(name, "username_key", SortKey.Type.TEXT, false);
            case EMAIL -> new SortKey(name, "email", SortKey.Type.TEXT, false);
        };
    }
}
