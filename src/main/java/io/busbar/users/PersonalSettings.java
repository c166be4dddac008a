package io.busbar.users;

import io.busbar.bus.Call;
import io.busbar.bus.Failure;
import io.busbar.bus.Failure.FieldError;
import io.busbar.bus.Nothing;
import io.busbar.bus.Tx;
import io.busbar.users.SettingsOperations.NotificationPreferences;
import io.busbar.users.SettingsOperations.Preferences;
import io.busbar.users.SettingsOperations.PreferencesUpdated;
import io.busbar.users.SettingsOperations.PrivacyPreferences;
import io.busbar.users.SettingsOperations.Settings;
import io.busbar.users.SettingsOperations.SettingsUpdated;
import io.busbar.users.SettingsOperations.UpdatePreferences;
import io.busbar.users.SettingsOperations.UpdateSettings;
import io.busbar.users.UsersEvents.AccountChanged;
import io.vertx.core.Future;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** People's settings, in both of their forms. */
final class PersonalSettings {
    private static final Set<String> ZONES = Set.copyOf(ZoneId.getAvailableZoneIds());
    private static final UpdateSettings NOTHING = new UpdateSettings(
            null, null, null, null, null, null, null, null, null, null, null, null, null, null, null);
    private static final NotificationPreferences NO_NOTIFICATIONS =
            new NotificationPreferences(null, null, null, null, null, null);
    private static final PrivacyPreferences NO_PRIVACY = new PrivacyPreferences(null, null, null, null);

    private final SettingsStore store;

    PersonalSettings(SettingsStore store) {
        this.store = store;
    }

    Future<Settings> settings(Nothing request, Call<Settings> call) {
        return store.read(call.user());
    }

    Future<SettingsUpdated> update(UpdateSettings request, Call<SettingsUpdated> call) {
        UpdateSettings change = checked(request);
        UUID user = call.user();
        return call.change(
                tx -> update(tx, user, change).map(settings -> new SettingsUpdated("Settings updated", settings)));
    }

    Future<Preferences> preferences(Nothing request, Call<Preferences> call) {
        return store.read(call.user()).map(PersonalSettings::preferences);
    }

    Future<PreferencesUpdated> updatePreferences(UpdatePreferences request, Call<PreferencesUpdated> call) {
        NotificationPreferences notify = request.notifications() == null ? NO_NOTIFICATIONS : request.notifications();
        PrivacyPreferences privacy = request.privacy() == null ? NO_PRIVACY : request.privacy();
        UpdateSettings change = checked(new UpdateSettings(
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
        UUID user = call.user();
        return call.change(tx -> update(tx, user, change)
                .map(settings -> new PreferencesUpdated("Preferences updated", preferences(settings))));
    }

    private Future<Settings> update(Tx tx, UUID user, UpdateSettings change) {
        return store.update(tx, user, change).map(settings -> {
            tx.about("user", user);
            tx.announce(UsersEvents.PROFILE_CHANGED, user.toString(), new AccountChanged(user));
            return settings;
        });
    }

    private static UpdateSettings checked(UpdateSettings change) {
        if (change.equals(NOTHING)) {
            throw Failure.invalid("", "names nothing to change");
        }
        List<FieldError> errors = new ArrayList<>();
        if (change.timezone() != null && !isZone(change.timezone())) {
            errors.add(new FieldError("/timezone", "must be an IANA time zone as Europe/Berlin"));
        }
        if (change.twoFactorEnabled() != null) {
            errors.add(new FieldError("/twoFactorEnabled", "only the second-factor routes change it"));
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
                tag(change.language()),
                change.timezone(),
                null,
                change.sessionTimeout());
    }

    private static boolean isZone(String zone) {
        return zone.equals("UTC") || (zone.contains("/") && ZONES.contains(zone));
    }

    /** In the usual case of letters: {@code de-AT} however it was typed. */
    private static @Nullable String tag(@Nullable String language) {
        return language == null ? null : Locale.forLanguageTag(language).toLanguageTag();
    }

    private static Preferences preferences(Settings settings) {
        return new Preferences(
                settings.theme(),
                settings.language(),
                settings.timezone(),
                new NotificationPreferences(
                        settings.emailNotifications(),
                        settings.pushNotifications(),
                        settings.smsNotifications(),
                        settings.marketingEmails(),
                        settings.bookingReminders(),
                        settings.reviewNotifications()),
                new PrivacyPreferences(
                        settings.profileVisibility(),
                        settings.showEmail(),
                        settings.showPhone(),
                        settings.allowDirectMessages()));
    }
}
