package io.busbar.node;

import static io.busbar.bus.settings.SettingType.textOfAtLeast;

import io.busbar.bus.settings.Setting;
import io.busbar.bus.settings.SettingCheck;
import io.busbar.bus.settings.SettingGroup;
import io.busbar.bus.settings.SettingType;
import io.busbar.bus.settings.Settings;
import io.busbar.data.DatabaseAddress;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The settings of the servers that a node uses or runs. */
final class ServerSettings {
    private static final int MIN_SECRET_LENGTH = 32;

    static final SettingGroup GROUP = new SettingGroup("Servers")
            .note(
                    "With one of the URLs give the other one and `JWT_SECRET` too. The embedded servers run on Linux on x86-64 with glibc 2.34 or newer; as root they need the right to create a user namespace.");

    static final Setting<DatabaseAddress> DATABASE_URL =
            GROUP.add(Setting.of("DATABASE_URL", SettingType.of("URL", DatabaseAddress::parse))
                    .secret()
                    .defaultsToComputed("embedded")
                    .example("postgresql://busbar:password@db.internal:5432/busbar?sslmode=verify-full")
                    .describe("`postgresql://user:password@host:port/database`, PostgreSQL 18"));

    static final Setting<String> REDIS_URL =
            GROUP.add(Setting.of("REDIS_URL", SettingType.of("URL", SettingParsers::redisUrl))
                    .secret()
                    .defaultsToComputed("embedded")
                    .example("redis://:password@redis.internal:6379")
                    .describe("`redis://:password@host:port`"));

    static final Setting<String> JWT_SECRET = GROUP.add(Setting.of("JWT_SECRET", textOfAtLeast(MIN_SECRET_LENGTH))
            .secret()
            .defaultsToComputed("generated, kept in `.busbar/`")
            .example("at least 32 characters")
            .describe("all keys of the deployment are derived from it"));

    static final Setting<List<String>> JWT_SECRET_PREVIOUS = GROUP.add(
            Setting.of(
                            "JWT_SECRET_PREVIOUS",
                            SettingType.of(
                                    "secrets, separated by commas",
                                    text -> SettingParsers.secrets(textOfAtLeast(MIN_SECRET_LENGTH), text)))
                    .secret()
                    .defaultsTo(List.of())
                    .defaultsToComputed("none")
                    .example("at least 32 characters")
                    .describe(
                            "further secrets that are accepted but not used for anything new, [while the secret is replaced](operations.md#replacing-the-secret)"));

    static final Setting<Path> BUSBAR_HOME =
            GROUP.add(Setting.of("BUSBAR_HOME", SettingType.of("path", SettingParsers::path))
                    .defaultsTo(Path.of(".busbar"))
                    .describe("folder of an embedded node's data"));

    static {
        GROUP.rule(ServerSettings::requireAllExternalServers);
    }

    private ServerSettings() {}

    /** Servers that the operator runs. */
    record ExternalServers(DatabaseAddress database, String redisUrl) {}

    static @Nullable ExternalServers externalServers(Settings settings) {
        return settings.find(DATABASE_URL)
                .flatMap(database -> settings.find(REDIS_URL).map(redis -> new ExternalServers(database, redis)))
                .orElse(null);
    }

    private static void requireAllExternalServers(SettingCheck check) {
        if (!check.settings().usesEmbeddedServers()) {
            check.requireAll(
                    List.of(DATABASE_URL, REDIS_URL, JWT_SECRET),
                    "is missing: external servers need DATABASE_URL, REDIS_URL and JWT_SECRET");
        }
    }
}
