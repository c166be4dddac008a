package io.busbar.services.users;

import io.busbar.data.WireNames;
import io.busbar.services.users.AccountOperations.Account;
import io.busbar.services.users.AccountOperations.AccountStatus;
import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.services.users.UsersOperations.Address;
import io.busbar.services.users.UsersOperations.Ratings;
import io.busbar.services.users.UsersOperations.SocialLinks;
import io.busbar.services.users.UsersOperations.User;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Maps rows of the account table to records. */
public final class AccountRowMapper {
    public static final String COLUMNS = """
            id, username, email, pending_email, phone, phone_verified, role, status, status_reason, token_version, created_at, updated_at, full_name, profile_picture,
            bio, skills, address, social_links, work_gallery, category, hourly_rate, currency, currency_digits, rating_sum, rating_count,
            session_timeout_minutes""";

    private AccountRowMapper() {}

    static Account account(Row row) {
        return new Account(
                row.getUUID("id"),
                WireNames.parse(UserRole.class, row.getString("role")),
                WireNames.parse(AccountStatus.class, row.getString("status")),
                row.getLong("token_version"),
                row.getString("email"),
                row.getString("pending_email"),
                row.getInteger("session_timeout_minutes"),
                user(row));
    }

    /** Returns the profile as its owner sees it. */
    public static User user(Row row) {
        AccountStatus status = WireNames.parse(AccountStatus.class, row.getString("status"));
        return new User(
                row.getUUID("id"),
                row.getString("username"),
                row.getString("email"),
                row.getString("pending_email"),
                row.getString("phone"),
                row.getString("full_name"),
                WireNames.parse(UserRole.class, row.getString("role")),
                status,
                row.getString("status_reason"),
                status != AccountStatus.PENDING,
                row.getBoolean("phone_verified"),
                row.getString("profile_picture"),
                row.getString("bio"),
                strings(row, "skills"),
                address(row.getJsonObject("address")),
                socialLinks(row.getJsonObject("social_links")),
                row.getString("category"),
                hourlyRate(row),
                row.getString("currency"),
                strings(row, "work_gallery"),
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

    private static @Nullable SocialLinks socialLinks(@Nullable JsonObject json) {
        return json == null
                ? null
                : new SocialLinks(
                        json.getString("linkedin"),
                        json.getString("twitter"),
                        json.getString("facebook"),
                        json.getString("instagram"));
    }

    public static List<String> strings(Row row, String column) {
        return List.of(row.getArrayOfStrings(column));
    }

    public static @Nullable BigDecimal hourlyRate(Row row) {
        Long minorUnits = row.getLong("hourly_rate");
        return minorUnits == null ? null : BigDecimal.valueOf(minorUnits, row.getInteger("currency_digits"));
    }

    public static Ratings ratings(Row row) {
        int count = row.getInteger("rating_count");
        BigDecimal average = count == 0
                ? BigDecimal.ZERO
                : BigDecimal.valueOf(row.getInteger("rating_sum"))
                        .divide(BigDecimal.valueOf(count), 2, RoundingMode.HALF_UP);
        return new Ratings(average, count);
    }
}
