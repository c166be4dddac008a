package io.busbar.services.auth;

import static io.busbar.bus.settings.SettingType.duration;
import static io.busbar.bus.settings.SettingType.durationUpTo;
import static io.busbar.bus.settings.SettingType.emailAddress;
import static io.busbar.bus.settings.SettingType.number;
import static io.busbar.bus.settings.SettingType.textOfAtLeast;
import static io.busbar.services.auth.AuthOperations.AUTH;

import io.busbar.bus.settings.Setting;
import io.busbar.bus.settings.SettingRule;
import io.busbar.bus.settings.Settings;
import io.busbar.data.DeploymentSecrets;
import io.busbar.tokens.KeyRing;
import java.time.Duration;

/**
 * The settings of the auth service: their declarations, and the values that its parts use.
 *
 * @param secrets                 the deployment's secrets, from which the keys of the service are derived
 * @param accessTokenLifetime     the lifetime of access tokens
 * @param refreshTokenIdleTimeout how long a session lasts without use
 * @param bcryptCost              the base-2 logarithm of the number of bcrypt rounds
 * @param clientUrl               the base URL of links in emails, without a slash at the end
 */
public record AuthSettings(
        DeploymentSecrets secrets,
        Duration accessTokenLifetime,
        Duration refreshTokenIdleTimeout,
        int bcryptCost,
        String clientUrl) {
    public static final Setting<String> ADMIN_EMAIL = AUTH.setting(Setting.of("ADMIN_EMAIL", emailAddress())
            .defaultsToComputed("generated and printed at the first start with embedded servers")
            .example("admin@example.com")
            .describe("the first admin, created at start unless the address has an account"));

    public static final Setting<String> ADMIN_PASSWORD = AUTH.setting(Setting.of("ADMIN_PASSWORD", textOfAtLeast(8))
            .secret()
            .defaultsToComputed("generated")
            .example("a long phrase of your own")
            .describe("the password of the first admin"));

    public static final SettingRule BOTH_OR_NO_ADMIN = AUTH.settingRule(SettingRule.allOrNone(
            "is missing: the first admin needs both ADMIN_EMAIL and ADMIN_PASSWORD", ADMIN_EMAIL, ADMIN_PASSWORD));

    public static final Setting<Duration> ACCESS_TOKEN_EXPIRY =
            AUTH.setting(Setting.of("ACCESS_TOKEN_EXPIRY", durationUpTo(KeyRing.MAX_TOKEN_LIFETIME))
                    .defaultsTo(Duration.ofHours(1))
                    .describe("lifetime of an access token"));

    public static final Setting<Duration> REFRESH_TOKEN_EXPIRY =
            AUTH.setting(Setting.of("REFRESH_TOKEN_EXPIRY", duration())
                    .defaultsTo(Duration.ofDays(7))
                    .describe("how long a session lasts without use, unless its owner wants less"));

    public static final Setting<Integer> BCRYPT_COST = AUTH.setting(Setting.of("BCRYPT_COST", number(4, 16))
            .defaultsTo(11)
            .describe("rounds of a password's hash, as a power of two"));

    /** Returns the values on this node, with the deployment's secrets and the base URL of links. */
    static AuthSettings of(Settings settings, DeploymentSecrets secrets, String clientUrl) {
        return new AuthSettings(
                secrets,
                settings.get(ACCESS_TOKEN_EXPIRY),
                settings.get(REFRESH_TOKEN_EXPIRY),
                settings.get(BCRYPT_COST),
                clientUrl);
    }

    @Override
    public String toString() {
        return "AuthSettings";
    }
}
