package io.busbar.services.users.settings;

import io.busbar.bus.Tx;
import io.busbar.data.Database;
import io.busbar.services.users.AccountStore;
import io.busbar.services.users.UserSettingsOperations.ProfileVisibility;
import io.busbar.services.users.UserSettingsOperations.Theme;
import io.busbar.services.users.UserSettingsOperations.UpdateSettings;
import io.busbar.services.users.UserSettingsOperations.UserSettings;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.UUID;

/** Reads and updates the settings of users. */
public final class UserSettingsStore {
    private static final String COLUMNS = """
        email_notifications, push_notifications, sms_notifications, marketing_emails, booking_reminders, review_notifications,
        profile_visibility, show_email, show_phone, allow_direct_messages, theme, language, timezone, mfa_enabled, session_timeout_minutes""";

    private static final String READ = "select %s from users.account where id = $1".formatted(COLUMNS);

    private static final String UPDATE = """
        update users.account
        set email_notifications = coalesce($2, email_notifications), push_notifications = coalesce($3, push_notifications),
            sms_notifications = coalesce($4, sms_notifications), marketing_emails = coalesce($5, marketing_emails),
            booking_reminders = coalesce($6, booking_reminders), review_notifications = coalesce($7, review_notifications),
            profile_visibility = coalesce($8, profile_visibility), show_email = coalesce($9, show_email),
            show_phone = coalesce($10, show_phone), allow_direct_messages = coalesce($11, allow_direct_messages),
            theme = coalesce($12, theme), language = coalesce($13, language), timezone = coalesce($14, timezone),
            session_timeout_minutes = coalesce($15, session_timeout_minutes)
        where id = $1
        returning %s""".formatted(COLUMNS);

    private final Database database;
    private final String defaultTimezone;

    /** The default time zone applies to users who have not set one. */
    public UserSettingsStore(Database database, String defaultTimezone) {
        this.database = database;
        this.defaultTimezone = defaultTimezone;
    }

    Future<UserSettings> read(UUID id) {
        return database.query(READ, Tuple.of(id)).map(this::settings);
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
                profileVisibility == null ? null : profileVisibility.wireName(),
                change.showEmail(),
                change.showPhone(),
                change.allowDirectMessages(),
                theme == null ? null : theme.wireName(),
                change.language(),
                change.timezone(),
                change.sessionTimeout());
        return tx.query(UPDATE, values).map(this::settings);
    }

    private UserSettings settings(RowSet<Row> rows) {
        Row row = AccountStore.first(rows).orElseThrow(AccountStore::noSuchUser);
        String zone = row.getString("timezone");
        return new UserSettings(
                row.getBoolean("email_notifications"),
                row.getBoolean("push_notifications"),
                row.getBoolean("sms_notifications"),
                row.getBoolean("marketing_emails"),
                row.getBoolean("booking_reminders"),
                row.getBoolean("review_notifications"),
                ProfileVisibility.of(row.getString("profile_visibility")),
                row.getBoolean("show_email"),
                row.getBoolean("show_phone"),
                row.getBoolean("allow_direct_messages"),
                Theme.of(row.getString("theme")),
                row.getString("language"),
                zone == null ? defaultTimezone : zone,
                row.getBoolean("mfa_enabled"),
                row.getInteger("session_timeout_minutes"));
    }
}
