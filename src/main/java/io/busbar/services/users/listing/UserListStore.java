package io.busbar.services.users.listing;

import static io.busbar.data.listing.SortKey.id;
import static io.busbar.data.listing.SortKey.text;
import static io.busbar.data.listing.SortKey.time;
import static io.busbar.data.listing.SortOrder.ascending;
import static io.busbar.data.listing.SortOrder.descending;

import io.busbar.data.Database;
import io.busbar.data.WireNames;
import io.busbar.data.listing.Listing;
import io.busbar.data.listing.Page;
import io.busbar.services.users.AccountRowMapper;
import io.busbar.services.users.UserAdminOperations.ListUsers;
import io.busbar.services.users.UserAdminOperations.UserOrder;
import io.busbar.services.users.UsersOperations.User;
import io.vertx.core.Future;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Lists users for admins. */
public final class UserListStore {
    private static final Listing<User> USERS = Listing.named("users.users")
            .columns(AccountRowMapper.COLUMNS)
            .from("users.account")
            .order(descending(WireNames.nameOf(UserOrder.NEWEST), time("created_at"), id("id")))
            .order(ascending(WireNames.nameOf(UserOrder.OLDEST), time("created_at"), id("id")))
            .order(ascending(WireNames.nameOf(UserOrder.USERNAME), text("username_key"), id("id")))
            .order(ascending(WireNames.nameOf(UserOrder.EMAIL), text("email"), id("id")))
            .counted()
            .rows(AccountRowMapper::user);

    private final Database database;

    public UserListStore(Database database) {
        this.database = database;
    }

    public Future<Page<User>> list(ListUsers request) {
        return USERS.query()
                .where("role = ?", WireNames.nameOrNull(request.role()))
                .where("status = ?", WireNames.nameOrNull(request.status()))
                .where("admin_search_text like ?", pattern(request.search()))
                .orderBy(WireNames.nameOrNull(request.sort()))
                .page(database, request.page());
    }

    private static @Nullable String pattern(@Nullable String search) {
        return search == null ? null : "%" + search.toLowerCase(Locale.ROOT).replaceAll("([\\\\%_])", "\\\\$1") + "%";
    }
}
