package io.busbar.services.users;

import static io.busbar.bus.settings.SettingType.duration;
import static io.busbar.bus.settings.SettingType.number;
import static io.busbar.services.users.UsersOperations.USERS;

import io.busbar.bus.settings.Setting;
import io.busbar.bus.settings.SettingType;
import java.time.Duration;

/** The settings of the users service. */
public interface UsersSettings {
    Setting<Duration> ACCOUNT_DELETION_GRACE = USERS.setting(Setting.of("ACCOUNT_DELETION_GRACE", duration())
            .defaultsTo(Duration.ofDays(30))
            .describe("how long a deleted account can be restored before it is erased"));

    Setting<Integer> DEMO = USERS.setting(
            Setting.of("DEMO", SettingType.of("`true`, `false` or 1 to 10,000", UsersSettings::parseProfessionals))
                    .defaultsToComputed("`false`")
                    .example("true")
                    .describe(
                            "`true`, or a number: professionals that nobody can sign in as, and services, to look around among; `--demo` for short"));

    /** Returns the number of demo professionals: {@code true} stands for the default. */
    private static int parseProfessionals(String text) {
        return switch (text) {
            case "true" -> 60;
            case "false" -> 0;
            default -> number(1, 10_000).parser().apply(text);
        };
    }
}
