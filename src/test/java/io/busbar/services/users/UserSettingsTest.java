package io.busbar.services.users;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.testing.ApiClient.ApiResponse;
import io.busbar.testing.TestUsers;
import io.busbar.testing.TestUsers.TestUser;
import java.time.ZoneId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Settings and preferences, which are two views of the same data. */
class UserSettingsTest extends UsersTestBase {
    private TestUser maria;

    @BeforeEach
    void createUser() {
        maria = TestUsers.createWithoutPassword(node, UserRole.CUSTOMER);
    }

    @Test
    void getSettings_ofNewUser_returnsDefaults() {
        JsonNode settings = maria.api().get("/api/user/settings").body();

        assertThat(settings).hasSize(15);
        assertThat(settings.path("sessionTimeout").asInt()).isEqualTo(10_080);
        assertThat(settings.path("timezone").asText())
                .isEqualTo(ZoneId.systemDefault().getId());
        assertThat(settings.path("showEmail").asBoolean()).isFalse();
        assertThat(settings.path("marketingEmails").asBoolean()).isFalse();
        assertThat(settings).isEqualTo(maria.api().get("/api/users/settings").body());
    }

    @Test
    void updateSettings_changesSettingsAndPreferences() {
        ApiResponse settings = maria.api().put("/api/user/settings", """
                {"smsNotifications":true,"profileVisibility":"private","theme":"dark","language":"DE-at","timezone":"Europe/Vienna",
                 "sessionTimeout":60}""");

        assertThat(settings.status()).as("%s", settings.body()).isEqualTo(200);
        assertThat(settings.body().path("message").asText()).isEqualTo("Settings updated");
        assertThat(settings.body().at("/settings/language").asText()).isEqualTo("de-AT");
        assertThat(settings.body().at("/settings/emailNotifications").asBoolean())
                .isTrue();

        JsonNode preferences = maria.api().get("/api/users/preferences").body();
        assertThat(preferences.path("theme").asText()).isEqualTo("dark");
        assertThat(preferences.at("/notifications/sms").asBoolean()).isTrue();
        assertThat(preferences.at("/privacy/profileVisibility").asText()).isEqualTo("private");

        ApiResponse back = maria.api().put("/api/users/preferences/update", """
                {"notifications":{"sms":false},"privacy":{"showPhone":true}}""");
        assertThat(back.body().at("/preferences/notifications/sms").asBoolean()).isFalse();
        assertThat(back.body().at("/preferences/notifications/email").asBoolean())
                .isTrue();
        assertThat(back.body().at("/preferences/privacy/profileVisibility").asText())
                .isEqualTo("private");
        assertThat(maria.api()
                        .get("/api/user/settings")
                        .body()
                        .path("showPhone")
                        .asBoolean())
                .isTrue();
        assertThat(maria.api()
                        .put("/api/users/preferences", "{\"theme\":\"light\"}")
                        .status())
                .isEqualTo(200);
        assertThat(node.call(AccountOperations.GET_ACCOUNT, new AccountOperations.AccountId(maria.id()))
                        .sessionTimeoutMinutes())
                .isEqualTo(60);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"twoFactorEnabled\":true}|/twoFactorEnabled is read-only; use the routes for multi-factor authentication",
                "{\"sessionTimeout\":4}|/sessionTimeout must be at least 5",
                "{\"sessionTimeout\":10081}|/sessionTimeout must be at most 10080",
                "{\"theme\":\"pink\"}|/theme must be one of light, dark, system",
                "{\"profileVisibility\":\"friends\"}|/profileVisibility must be one of public, registered, private",
                "{\"timezone\":\"Mars/Olympus\"}|/timezone must be an IANA time zone, for example Europe/Berlin",
                "{\"timezone\":\"+02:00\"}|/timezone must be an IANA time zone, for example Europe/Berlin",
                "{\"language\":\"deutsch\"}|/language must have a format like de-AT",
                "{\"showEmail\":\"yes\"}|/showEmail must be true or false",
                "{\"colour\":\"red\"}|/colour is not a known field"
            })
    void updateSettings_withInvalidValue_returnsValidationError(String body, String error) {
        ApiResponse refused = maria.api().put("/api/user/settings", body);

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.errors()).containsExactly(error);
        assertThat(maria.api().get("/api/user/settings").body().path("theme").asText())
                .isEqualTo("system");
    }

    @ParameterizedTest
    @CsvSource({
        "/api/user/settings, {}",
        "/api/user/settings, {\"theme\":null}",
        "/api/users/preferences, {\"privacy\":null}"
    })
    void updateSettings_withoutChange_returnsValidationError(String path, String body) {
        ApiResponse refused = maria.api().put(path, body);

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body().toString()).contains("must have at least one field to change");
    }

    @Test
    void updatePreferences_withEmptyGroup_changesNothing() {
        JsonNode before = maria.api().get("/api/users/preferences").body();

        assertThat(maria.api().put("/api/users/preferences", "{\"privacy\":{}}").status())
                .isEqualTo(200);
        assertThat(maria.api().get("/api/users/preferences").body()).isEqualTo(before);
    }

    @Test
    void getSettings_returnsMfaEnabled() {
        node.call(AccountOperations.SET_MFA_ENABLED, new AccountOperations.SetMfaEnabled(maria.id(), true));

        assertThat(maria.api()
                        .get("/api/user/settings")
                        .body()
                        .path("twoFactorEnabled")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void settings_withoutAccount_areRejected() {
        assertThat(node.api().get("/api/user/settings").status()).isEqualTo(401);
        assertThat(node.api().put("/api/users/preferences", "{}").status()).isEqualTo(401);
        assertThat(node.api(UserRole.CUSTOMER).get("/api/user/settings").status())
                .isEqualTo(404);
        assertThat(node.api(UserRole.CUSTOMER)
                        .put("/api/user/settings", "{\"theme\":\"dark\"}")
                        .status())
                .isEqualTo(404);
    }
}
