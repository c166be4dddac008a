package io.busbar.services.users;

import io.busbar.bus.Tx;
import io.busbar.data.Database;
import io.busbar.data.Rows;
import io.busbar.data.WireNames;
import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.services.users.UsersOperations.User;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads and updates profiles. In a change, null keeps a field and an empty value clears an optional one. A new email address becomes the
 * pending one until it is verified.
 */
final class ProfileStore {
    private static final String COLUMNS = AccountRowMapper.COLUMNS;

    private static final String SELECT = "select %s from users.account where id = $1".formatted(COLUMNS);

    private static final String SELECT_WITH_PRIVACY =
            "select %s, profile_visibility, show_email, show_phone from users.account where id = $1".formatted(COLUMNS);

    private static final String SELECT_FOR_UPDATE =
            "select role, hourly_rate, currency, currency_digits from users.account where id = $1 for update";

    private static final String UPDATE = """
        update users.account
        set full_name = case when $2::text is null then full_name else nullif($2, '') end,
            phone = case when $3::text is null then phone else nullif($3, '') end,
            phone_verified = phone_verified and ($3::text is null or phone is not distinct from $3),
            username = coalesce($4, username),
            pending_email = case when $5::text is null then pending_email else nullif($5, email) end,
            bio = case when $6::text is null then bio else nullif($6, '') end,
            skills = coalesce($7, skills),
            address = case when $8::jsonb is null then address else nullif($8, '{}') end,
            social_links = case when $9::jsonb is null then social_links else nullif($9, '{}') end,
            category = case when $10::text is null then category else nullif($10, '') end,
            work_gallery = coalesce($11, work_gallery),
            profile_picture = case when $12::text is null then profile_picture else nullif($12, '') end,
            hourly_rate = case when $13 then $14::bigint else hourly_rate end,
            currency = case when $13 then $15::text else currency end,
            currency_digits = case when $13 then $16::smallint else currency_digits end,
            updated_at = now()
        where id = $1
        returning %s""".formatted(COLUMNS);

    /** The values that an update depends on, locked until the transaction ends. */
    record LockedProfile(UserRole role, @Nullable HourlyRate rate) {}

    /** A profile with the privacy settings of its owner. */
    record ProfileWithPrivacy(User user, String visibility, boolean emailVisible, boolean phoneVisible) {}

    private final Database database;

    ProfileStore(Database database) {
        this.database = database;
    }

    Future<User> read(UUID id) {
        return database.query(SELECT, Tuple.of(id)).map(rows -> AccountRowMapper.user(Rows.one(rows, "user")));
    }

    Future<ProfileWithPrivacy> readWithPrivacy(UUID id) {
        return database.query(SELECT_WITH_PRIVACY, Tuple.of(id)).map(rows -> {
            Row row = Rows.one(rows, "user");
            return new ProfileWithPrivacy(
                    AccountRowMapper.user(row),
                    row.getString("profile_visibility"),
                    row.getBoolean("show_email"),
                    row.getBoolean("show_phone"));
        });
    }

    Future<LockedProfile> lockForUpdate(Tx tx, UUID id) {
        return tx.query(SELECT_FOR_UPDATE, Tuple.of(id)).map(rows -> {
            Row row = Rows.one(rows, "user");
            String currency = row.getString("currency");
            return new LockedProfile(
                    WireNames.parse(UserRole.class, row.getString("role")),
                    currency == null
                            ? null
                            : new HourlyRate(row.getLong("hourly_rate"), currency, row.getInteger("currency_digits")));
        });
    }

    /** Writes the change; {@code rate} is the new hourly rate if the change affects it. */
    Future<User> update(Tx tx, UUID id, ProfileChange change, @Nullable HourlyRate rate) {
        Tuple values = Tuple.of(id, change.fullName(), change.phone(), change.username(), change.email(), change.bio())
                .addValue(toArray(change.skills()))
                .addValue(change.address())
                .addValue(change.socialLinks())
                .addValue(change.category())
                .addValue(toArray(change.workGallery()))
                .addValue(change.profilePicture())
                .addValue(change.changesRate())
                .addValue(rate == null ? null : rate.minorUnits())
                .addValue(rate == null ? null : rate.currency())
                .addValue(rate == null ? null : (short) rate.fractionDigits());
        return tx.query(UPDATE, values)
                .map(rows -> AccountRowMapper.user(Rows.one(rows, "user")))
                .recover(AccountStore.USERNAME::report);
    }

    private static String @Nullable [] toArray(@Nullable List<String> strings) {
        return strings == null ? null : strings.toArray(String[]::new);
    }
}
