package io.busbar.services.users;

import static io.busbar.bus.Access.signedIn;
import static io.busbar.bus.FailureCode.NOT_FOUND;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.busbar.bus.Doc;
import io.busbar.bus.Empty;
import io.busbar.bus.Operation;
import io.busbar.bus.WireNames;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/** What people set for themselves, flat as settings and by theme as preferences. */
public interface UserSettingsOperations {

    /** Who sees a profile. */
    enum ProfileVisibility {
        /** Everybody, the public list included. */
        PUBLIC,
        /** Whoever is signed in. */
        REGISTERED,
        /** Nobody but admins. */
        PRIVATE;

        private static final WireNames<ProfileVisibility> NAMES = WireNames.of(ProfileVisibility.class);

        @JsonValue
        public String wireName() {
            return NAMES.name(this);
        }

        /** Reads the name on the wire; anything else is an {@link IllegalArgumentException}. */
        @JsonCreator
        public static ProfileVisibility of(String wireName) {
            return NAMES.parse(wireName);
        }
    }

    /** How pages look. */
    enum Theme {
        LIGHT,
        DARK,
        SYSTEM;

        private static final WireNames<Theme> NAMES = WireNames.of(Theme.class);

        @JsonValue
        public String wireName() {
            return NAMES.name(this);
        }

        /** Reads the name on the wire; anything else is an {@link IllegalArgumentException}. */
        @JsonCreator
        public static Theme of(String wireName) {
            return NAMES.parse(wireName);
        }
    }

    Operation<Empty, UserSettings> GET_SETTINGS = UsersOperations.USERS
            .get("getSettings", "/user/settings", "/users/settings")
            .summary("Read one's settings")
            .allow(signedIn())
            .fails(NOT_FOUND)
            .returns(UserSettings.class);

    Operation<UpdateSettings, SettingsUpdated> UPDATE_SETTINGS = UsersOperations.USERS
            .put("updateSettings", "/user/settings", "/users/settings")
            .summary("Update one's settings")
            .description("Changes the fields that are given and leaves the others.")
            .allow(signedIn())
            .fails(NOT_FOUND)
            .takes(UpdateSettings.class)
            .returns(SettingsUpdated.class);

    Operation<Empty, Preferences> GET_PREFERENCES = UsersOperations.USERS
            .get("getPreferences", "/users/preferences")
            .summary("Read one's preferences")
            .description("The settings, by theme.")
            .allow(signedIn())
            .fails(NOT_FOUND)
            .returns(Preferences.class);

    Operation<UpdatePreferences, PreferencesUpdated> UPDATE_PREFERENCES = UsersOperations.USERS
            .put("updatePreferences", "/users/preferences", "/users/preferences/update")
            .summary("Update one's preferences")
            .description("Changes the fields that are given and leaves the others.")
            .allow(signedIn())
            .fails(NOT_FOUND)
            .takes(UpdatePreferences.class)
            .returns(PreferencesUpdated.class);

    /** All of them. */
    record UserSettings(
            @NotNull @Doc(value = "Mail about what happens.", example = "true")
            Boolean emailNotifications,

            @NotNull @Doc(value = "Pushes about what happens.", example = "true")
            Boolean pushNotifications,

            @NotNull @Doc(value = "Text messages about what happens.", example = "false")
            Boolean smsNotifications,

            @NotNull @Doc(value = "Mail about the marketplace itself.", example = "false")
            Boolean marketingEmails,

            @NotNull @Doc(value = "Reminders before an appointment.", example = "true")
            Boolean bookingReminders,

            @NotNull @Doc(value = "Word of new reviews.", example = "true")
            Boolean reviewNotifications,

            @NotNull @Doc(value = "Who sees the profile.", example = "public")
            ProfileVisibility profileVisibility,

            @NotNull @Doc(value = "Whether people who are signed in see the e-mail address.", example = "false")
            Boolean showEmail,

            @NotNull @Doc(value = "Whether people who are signed in see the phone.", example = "false")
            Boolean showPhone,

            @NotNull @Doc(value = "Whether others may write directly.", example = "true")
            Boolean allowDirectMessages,

            @NotNull @Doc(value = "How pages look.", example = "system")
            Theme theme,

            @NotNull @Doc(value = "BCP 47.", example = "en") String language,

            @NotNull @Doc(value = "IANA; the node's unless set.", example = "Europe/Berlin")
            String timezone,

            @NotNull @Doc(value = "Whether signing in takes a second factor.", example = "false")
            Boolean twoFactorEnabled,

            @NotNull @Doc(value = "Minutes that a session may lie idle.", example = "10080")
            Integer sessionTimeout) {}

    /** Fields to change. */
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

            @Nullable @Size(max = 35) @Pattern(regexp = LANGUAGE_TAG_PATTERN) @Doc(value = "BCP 47.", example = "de-AT")
            String language,

            @Nullable @Size(max = 64) @Doc(value = "IANA.", example = "Europe/Berlin")
            String timezone,

            @Nullable @Doc("Read only: the second-factor routes change it.")
            Boolean twoFactorEnabled,

            @Nullable @Min(5) @Max(10_080) @Doc(value = "Minutes that a session may lie idle.", example = "60")
            Integer sessionTimeout) {}

    /** The settings as they are now. */
    record SettingsUpdated(
            @NotNull @Doc(value = "For people.", example = "Settings updated")
            String message,

            @NotNull UserSettings settings) {}

    /** The settings, by theme. */
    record Preferences(
            @NotNull @Doc(value = "How pages look.", example = "system")
            Theme theme,

            @NotNull @Doc(value = "BCP 47.", example = "en") String language,

            @NotNull @Doc(value = "IANA; the node's unless set.", example = "Europe/Berlin")
            String timezone,

            @NotNull NotificationPreferences notifications,
            @NotNull PrivacyPreferences privacy) {}

    /** What somebody wants to hear of. Complete in answers; what a request leaves out stays. */
    record NotificationPreferences(
            @Nullable Boolean email,
            @Nullable Boolean push,
            @Nullable Boolean sms,
            @Nullable Boolean marketing,
            @Nullable Boolean bookingReminders,
            @Nullable Boolean reviews) {}

    /** What others see. Complete in answers; what a request leaves out stays. */
    record PrivacyPreferences(
            @Nullable ProfileVisibility profileVisibility,
            @Nullable Boolean showEmail,
            @Nullable Boolean showPhone,
            @Nullable Boolean allowDirectMessages) {}

    /** Fields to change. */
    record UpdatePreferences(
            @Nullable Theme theme,

            @Nullable @Size(max = 35) @Pattern(regexp = LANGUAGE_TAG_PATTERN) @Doc(value = "BCP 47.", example = "de-AT")
            String language,

            @Nullable @Size(max = 64) @Doc(value = "IANA.", example = "Europe/Berlin")
            String timezone,

            @Nullable NotificationPreferences notifications,
            @Nullable PrivacyPreferences privacy) {}

    /** The preferences as they are now. */
    record PreferencesUpdated(
            @NotNull @Doc(value = "For people.", example = "Preferences updated")
            String message,

            @NotNull Preferences preferences) {}

    /** A language with its script, region and variants, as BCP 47 has it. */
    String LANGUAGE_TAG_PATTERN =
            "^[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?(-([A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*$";
}
