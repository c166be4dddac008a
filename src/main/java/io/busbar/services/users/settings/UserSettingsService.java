package io.busbar.services.users.settings;

import io.busbar.bus.Call;
import io.busbar.bus.Empty;
import io.busbar.bus.Failure;
import io.busbar.bus.Failure.FieldError;
import io.busbar.bus.Tx;
import io.busbar.services.users.UserSettingsOperations.NotificationPreferences;
import io.busbar.services.users.UserSettingsOperations.Preferences;
import io.busbar.services.users.UserSettingsOperations.PreferencesUpdated;
import io.busbar.services.users.UserSettingsOperations.PrivacyPreferences;
import io.busbar.services.users.UserSettingsOperations.SettingsUpdated;
import io.busbar.services.users.UserSettingsOperations.UpdatePreferences;
import io.busbar.services.users.UserSettingsOperations.UpdateSettings;
import io.busbar.services.users.UserSettingsOperations.UserSettings;
import io.busbar.services.users.UsersEvents;
import io.busbar.services.users.UsersEvents.AccountEvent;
import io.vertx.core.Future;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads and updates the settings of users in both forms of the API: flat settings, and preferences grouped by topic. */
public final class UserSettingsService {
    private static final Set<String> ZONES = Set.copyOf(ZoneId.getAvailableZoneIds());
    private static final NotificationPreferences NO_NOTIFICATIONS =
            new NotificationPreferences(null, null, null, null, null, null);
    private static final PrivacyPreferences NO_PRIVACY = new PrivacyPreferences(null, null, null, null);

    private final UserSettingsStore store;

    public UserSettingsService(UserSettingsStore store) {
        this.store = store;
    }

    public Future<UserSettings> get(Empty request, Call<UserSettings> call) {
        return store.read(call.userId());
    }

    public Future<SettingsUpdated> update(UpdateSettings request, Call<SettingsUpdated> call) {
        UpdateSettings change = validated(request);
        UUID user = call.userId();
        return call.change(tx ->
                update(tx, user, change).map(userSettings -> new SettingsUpdated("Settings updated", userSettings)));
    }

    public Future<Preferences> preferences(Empty request, Call<Preferences> call) {
        return store.read(call.userId()).map(UserSettingsService::preferences);
    }

    public Future<PreferencesUpdated> updatePreferences(UpdatePreferences request, Call<PreferencesUpdated> call) {
        NotificationPreferences notify = request.notifications() == null ? NO_NOTIFICATIONS : request.notifications();
        PrivacyPreferences privacy = request.privacy() == null ? NO_PRIVACY : request.privacy();
        UpdateSettings change = validated(new UpdateSettings(
                notify.email(),
                notify.push(),
                notify.sms(),
                notify.marketing(),
                notify.bookingReminders(),
                notify.reviews(),
                privacy.profileVisibility(),
                privacy.showEmail(),
                privacy.showPhone(),
                privacy.allowDirectMessages(),
                request.theme(),
                request.language(),
                request.timezone(),
                null,
                null));
        UUID user = call.userId();
        return call.change(tx -> update(tx, user, change)
                .map(userSettings -> new PreferencesUpdated("Preferences updated", preferences(userSettings))));
    }

    private Future<UserSettings> update(Tx tx, UUID user, UpdateSettings change) {
        return store.update(tx, user, change).map(updated -> {
            tx.publish(UsersEvents.PROFILE_CHANGED, user, new AccountEvent(user));
            return updated;
        });
    }

    private static UpdateSettings validated(UpdateSettings change) {
        List<FieldError> errors = new ArrayList<>();
        if (change.timezone() != null && !isZone(change.timezone())) {
            errors.add(new FieldError("/timezone", "must be an IANA time zone, for example Europe/Berlin"));
        }
        if (change.twoFactorEnabled() != null) {
            errors.add(new FieldError(
                    "/twoFactorEnabled", "is read-only; use the routes for multi-factor authentication"));
        }
        Failure.throwIfAny(errors);
        return new UpdateSettings(
                change.emailNotifications(),
                change.pushNotifications(),
                change.smsNotifications(),
                change.marketingEmails(),
                change.bookingReminders(),
                change.reviewNotifications(),
                change.profileVisibility(),
                change.showEmail(),
                change.showPhone(),
                change.allowDirectMessages(),
                change.theme(),
                canonicalLanguageTag(change.language()),
                change.timezone(),
                null,
                change.sessionTimeout());
    }

    private static boolean isZone(String zone) {
        return zone.equals("UTC") || (zone.contains("/") && ZONES.contains(zone));
    }

    /** Returns the tag in canonical case, for example {@code de-AT}. */
    private static @Nullable String canonicalLanguageTag(@Nullable String language) {
        return language == null ? null : Locale.forLanguageTag(language).toLanguageTag();
    }

    private static Preferences preferences(UserSettings userSettings) {
        return new Preferences(
                userSettings.theme(),
                userSettings.language(),
                userSettings.timezone(),
                new NotificationPreferences(
                        userSettings.emailNotifications(),
                        userSettings.pushNotifications(),
                        userSettings.smsNotifications(),
                        userSettings.marketingEmails(),
                        userSettings.bookingReminders(),
                        userSettings.reviewNotifications()),
                new PrivacyPreferences(
                        userSettings.profileVisibility(),
                        userSettings.showEmail(),
                        userSettings.showPhone(),
                        userSettings.allowDirectMessages()));
    }
}
