package io.busbar.users;

import io.busbar.bus.Role;
import io.busbar.users.AccountOperations.Account;
import io.busbar.users.AccountOperations.Status;
import io.busbar.users.UsersOperations.Address;
import io.busbar.users.UsersOperations.Ratings;
import io.busbar.users.UsersOperations.SocialLinks;
import io.busbar.users.UsersOperations.User;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A row of the account table as records. */
final class AccountRow {
    static final String COLUMNS = """
            id, username, email, new_email, phone, phone_verified, role, status, status_reason, version, created_at, updated_at, full_name, profile_picture,
            bio, skills, address, social_links, work_gallery, category, hourly_rate, currency, currency_digits, rating_sum, rating_count,
            session_minutes""";

    private AccountRow() {}

    static Account account(Row row) {
        return new Account(
                row.getUUID("id"),
                Role.of(row.getString("role")),
                Status.of(row.getString("status")),
                row.getLong("version"),
                row.getString("email"),
                row.getString("new_email"),
                row.getInteger("session_minutes"),
                user(row));
    }

    /** As the person sees it. */
    static User user(Row row) {
        Status status = Status.of(row.getString("status"));
        return new User(
                row.getUUID("id"),
                row.getString("username"),
                row.getString("email"),
                row.getString("new_email"),
                row.getString("phone"),
                row.getString("full_name"),
                Role.of(row.getString("role")),
                status,
                row.getString("status_reason"),
                status != Status.PENDING,
                row.getBoolean("phone_verified"),
                row.getString("profile_picture"),
                row.getString("bio"),
                texts(row, "skills"),
                address(row.getJsonObject("address")),
                links(row.getJsonObject("social_links")),
                row.getString("category"),
                price(row),
                row.getString("currency"),
                texts(row, "work_gallery"),
                ratings(row),
                row.getOffsetDateTime("created_at"),
                row.getOffsetDateTime("updated_at"),
                null);
    }

    static @Nullable Address address(@Nullable JsonObject json) {
        return json == null
                ? null
                : new Address(
                        json.getString("street"),
                        json.getString("city"),
                        json.getString("state"),
                        json.getString("pincode"));
    }

    private static @Nullable SocialLinks links(@Nullable JsonObject json) {
        return json == null
                ? null
                : new SocialLinks(
                        json.getString("linkedin"),
                        json.getString("twitter"),
                        json.getString("facebook"),
                        json.getString("instagram"));
    }

    static List<String> texts(Row row, String column) {
        return List.of(row.getArrayOfStrings(column));
    }

    static @Nullable BigDecimal price(Row row) {
        Long minor = row.getLong("hourly_rate");
        return minor == null ? null : BigDecimal.valueOf(minor, row.getInteger("currency_digits"));
    }

    static Ratings ratings(Row row) {
        int count = row.getInteger("rating_count");
        BigDecimal average = count == 0
                ? BigDecimal.ZERO
                : BigDecimal.valueOf(row.getInteger("rating_sum"))
                        .divide(BigDecimal.valueOf(count), 2, RoundingMode.HALF_UP);
        return new Ratings(average, count);
    }
}
