package io.busbar.services.users.settings;

import io.busbar.bus.Tx;
import io.busbar.data.Database;
import io.busbar.data.RowMapper;
import io.busbar.data.WireNames;
import io.busbar.services.users.UserSettingsOperations.ProfileVisibility;
import io.busbar.services.users.UserSettingsOperations.Theme;
import io.busbar.services.users.UserSettingsOperations.UpdateSettings;
import io.busbar.services.users.UserSettingsOperations.UserSettings;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.UUID;

/** Reads and updates the settings of users. */
public final class UserSettingsStore {
    private final Database database;
    private final RowMapper<UserSettings> settings;
    private final String read;
    private final String update;

    /** The default time zone applies to users who have not set one. */
    public UserSettingsStore(Database database, String defaultTimezone) {
        this.database = database;
        settings = RowMapper.of(UserSettings.class)
                .select("timezone", "coalesce(timezone, '%s')".formatted(defaultTimezone))
                .select("twoFactorEnabled", "mfa_enabled")
                .select("sessionTimeout", "session_timeout_minutes");
        read = "select %s from users.account where id = $1".formatted(settings.columns());
        update = """
            update users.account
            set email_notifications = coalesce($2, email_notifications), push_notifications = coalesce($3, push_notifications),
                sms_notifications = coalesce($4, sms_notifications), marketing_emails = coalesce($5, marketing_emails),
                booking_reminders = coalesce($6, booking_reminders), review_notifications = coalesce($7, review_notifications),
                profile_visibility = coalesce($8, profile_visibility), show_email = coalesce($9, show_email),
                show_phone = coalesce($10, show_phone), allow_direct_messages = coalesce($11, allow_direct_messages),
                theme = coalesce($12, theme), language = coalesce($13, language), timezone = coalesce($14, timezone),
                session_timeout_minutes = coalesce($15, session_timeout_minutes)
            where id = $1
            returning %s""".formatted(settings.columns());
    }

    Future<UserSettings> read(UUID id) {
        return database.query(read, Tuple.of(id)).map(rows -> settings.one(rows, "user"));
    }

    Future<UserSettings> update(Tx tx, UUID id, UpdateSettings change) {
        ProfileVisibility profileVisibility = change.profileVisibility();
        Theme theme = change.theme();
        Tuple values = Tuple.of(
                id,
                change.emailNotifications(),
                change.pushNotifications(),
                change.smsNotifications(),
                change.marketingEmails(),
                change.bookingReminders(),
                change.reviewNotifications(),
                WireNames.nameOrNull(profileVisibility),
                change.showEmail(),
                change.showPhone(),
                change.allowDirectMessages(),
                WireNames.nameOrNull(theme),
                change.language(),
                change.timezone(),
                change.sessionTimeout());
        return tx.query(update, values).map(rows -> settings.one(rows, "user"));
    }
}
