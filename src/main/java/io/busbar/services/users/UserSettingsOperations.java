package io.busbar.services.users;

import static io.busbar.bus.Access.signedIn;
import static io.busbar.bus.FailureCode.NOT_FOUND;
import static io.busbar.services.users.UsersOperations.USERS;

import io.busbar.bus.Doc;
import io.busbar.bus.Empty;
import io.busbar.bus.Operation;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/** Operations on the settings of the signed-in user, as flat settings and as preferences grouped by topic. */
public interface UserSettingsOperations {

    /** The audiences of a profile. */
    enum ProfileVisibility {
        /** Visible to everyone and part of the public list. */
        PUBLIC,
        /** Visible to signed-in users. */
        REGISTERED,
        /** Visible to admins only. */
        PRIVATE
    }

    enum Theme {
        LIGHT,
        DARK,
        SYSTEM
    }

    Operation<Empty, UserSettings> GET_SETTINGS = USERS.get("getSettings", "/user/settings", "/users/settings")
            .summary("Get the settings")
            .allow(signedIn())
            .fails(NOT_FOUND)
            .returns(UserSettings.class);

    Operation<UpdateSettings, SettingsUpdated> UPDATE_SETTINGS = USERS.put(
                    "updateSettings", "/user/settings", "/users/settings")
            .summary("Update the settings")
            .description("Replaces the given fields and leaves the others unchanged.")
            .allow(signedIn())
            .fails(NOT_FOUND)
            .patches()
            .takes(UpdateSettings.class)
            .returns(SettingsUpdated.class);

    Operation<Empty, Preferences> GET_PREFERENCES = USERS.get("getPreferences", "/users/preferences")
            .summary("Get the preferences")
            .description("Returns the settings of the signed-in user, grouped by topic.")
            .allow(signedIn())
            .fails(NOT_FOUND)
            .returns(Preferences.class);

    Operation<UpdatePreferences, PreferencesUpdated> UPDATE_PREFERENCES = USERS.put(
                    "updatePreferences", "/users/preferences", "/users/preferences/update")
            .summary("Update the preferences")
            .description("Replaces the given fields and leaves the others unchanged.")
            .allow(signedIn())
            .fails(NOT_FOUND)
            .patches()
            .takes(UpdatePreferences.class)
            .returns(PreferencesUpdated.class);

    /** All settings of a user. */
    record UserSettings(
            @Doc(value = "Whether to send notifications by email.", example = "true")
            Boolean emailNotifications,

            @Doc(value = "Whether to send push notifications.", example = "true")
            Boolean pushNotifications,

            @Doc(value = "Whether to send notifications by text message.", example = "false")
            Boolean smsNotifications,

            @Doc(value = "Whether to send marketing emails.", example = "false")
            Boolean marketingEmails,

            @Doc(value = "Whether to remind the user of appointments.", example = "true")
            Boolean bookingReminders,

            @Doc(value = "Whether to notify the user of new reviews.", example = "true")
            Boolean reviewNotifications,

            @Doc(value = "The audience of the profile.", example = "public")
            ProfileVisibility profileVisibility,

            @Doc(value = "Whether signed-in users see the email address.", example = "false")
            Boolean showEmail,

            @Doc(value = "Whether signed-in users see the phone number.", example = "false")
            Boolean showPhone,

            @Doc(value = "Whether other users may send direct messages.", example = "true")
            Boolean allowDirectMessages,

            @Doc(value = "The color theme.", example = "system")
            Theme theme,

            @Doc(value = "The BCP 47 language tag.", example = "en")
            String language,

            @Doc(value = "The IANA time zone. Defaults to the time zone of the server.", example = "Europe/Berlin")
            String timezone,

            @Doc(value = "Whether multi-factor authentication is enabled.", example = "false")
            Boolean twoFactorEnabled,

            @Doc(value = "The idle time in minutes after which a session ends.", example = "10080")
            Integer sessionTimeout) {}

    /** The fields to change. */
    record UpdateSettings(
            @Nullable Boolean emailNotifications,
            @Nullable Boolean pushNotifications,
            @Nullable Boolean smsNotifications,
            @Nullable Boolean marketingEmails,
            @Nullable Boolean bookingReminders,
            @Nullable Boolean reviewNotifications,
            @Nullable ProfileVisibility profileVisibility,
            @Nullable Boolean showEmail,
            @Nullable Boolean showPhone,
            @Nullable Boolean allowDirectMessages,
            @Nullable Theme theme,

            @Nullable
            @Size(max = 35)
            @Pattern(regexp = LANGUAGE_TAG_PATTERN)
            @Doc(value = "The BCP 47 language tag.", example = "de-AT")
            String language,

            @Nullable @Size(max = 64) @Doc(value = "The IANA time zone.", example = "Europe/Berlin")
            String timezone,

            @Nullable
            @Doc(
                    "Read-only: a request that contains it is rejected. Use the routes for multi-factor authentication to change it.")
            Boolean twoFactorEnabled,

            @Nullable
            @Min(5)
            @Max(10_080)
            @Doc(value = "The idle time in minutes after which a session ends.", example = "60")
            Integer sessionTimeout) {}

    /** The response to an update, with the current settings. */
    record SettingsUpdated(
            @Doc(value = "A human-readable message.", example = "Settings updated")
            String message,

            UserSettings settings) {}

    /** The settings, grouped by topic. */
    record Preferences(
            @Doc(value = "The color theme.", example = "system")
            Theme theme,

            @Doc(value = "The BCP 47 language tag.", example = "en")
            String language,

            @Doc(value = "The IANA time zone. Defaults to the time zone of the server.", example = "Europe/Berlin")
            String timezone,

            NotificationPreferences notifications,
            PrivacyPreferences privacy) {}

    /** The notification settings. Complete in responses; a request may contain only the fields to change. */
    record NotificationPreferences(
            @Nullable Boolean email,
            @Nullable Boolean push,
            @Nullable Boolean sms,
            @Nullable Boolean marketing,
            @Nullable Boolean bookingReminders,
            @Nullable Boolean reviews) {}

    /** The privacy settings. Complete in responses; a request may contain only the fields to change. */
    record PrivacyPreferences(
            @Nullable ProfileVisibility profileVisibility,
            @Nullable Boolean showEmail,
            @Nullable Boolean showPhone,
            @Nullable Boolean allowDirectMessages) {}

    /** The fields to change. */
    record UpdatePreferences(
            @Nullable Theme theme,

            @Nullable
            @Size(max = 35)
            @Pattern(regexp = LANGUAGE_TAG_PATTERN)
            @Doc(value = "The BCP 47 language tag.", example = "de-AT")
            String language,

            @Nullable @Size(max = 64) @Doc(value = "The IANA time zone.", example = "Europe/Berlin")
            String timezone,

            @Nullable NotificationPreferences notifications,
            @Nullable PrivacyPreferences privacy) {}

    /** The response to an update, with the current preferences. */
    record PreferencesUpdated(
            @Doc(value = "A human-readable message.", example = "Preferences updated")
            String message,

            Preferences preferences) {}

    /** The pattern of BCP 47 language tags: language, script, region and variants. */
    String LANGUAGE_TAG_PATTERN =
            "^[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?(-([A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*$";
}
