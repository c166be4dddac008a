package io.busbar.docs;

import io.busbar.bus.settings.Setting;
import io.busbar.bus.settings.SettingGroup;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes the page and the sample file of all settings. */
final class SettingReference {
    private static final String INTRODUCTION = """
            # Configuration

            Settings are environment variables, or the same names in `conf/busbar.properties`; the environment wins. A node reports every wrong setting at
            once and does not start. With no settings it starts its own PostgreSQL and Redis and keeps its data in `.busbar/`. A setting takes effect at the
            start of a node; a live one also within two seconds after the file changes. Services declare their own settings, and every node knows
            those of all. Generated from the declarations by `GeneratedDocumentsTest`; do not edit.
            """;

    private static final Pattern LINK = Pattern.compile("\\[([^]]+)]\\(([^)#]+)[^)]*\\)");

    private static final String TABLE = "| variable | type | default | meaning |\n|---|---|---|---|\n";

    private static final String SAMPLE_INTRODUCTION = """
            # Settings of a node, with the names of the environment variables, which take precedence over this file. They are described in
            # docs/configuration.md; both files are generated from the declarations. Without any setting a node runs embedded servers and
            # listens on http://localhost:5000.
            """;

    private SettingReference() {}

    /** Returns the page in Markdown. */
    static String of(List<SettingGroup> groups) {
        return INTRODUCTION
                + withSettings(groups).map(SettingReference::section).collect(Collectors.joining());
    }

    /** Returns the sample file, in which every setting is commented out. */
    static String sample(List<SettingGroup> groups) {
        return SAMPLE_INTRODUCTION
                + withSettings(groups)
                        .map(group -> group.settings().stream()
                                .map(SettingReference::sample)
                                .collect(Collectors.joining("", "\n## " + title(group) + "\n\n", "")))
                        .collect(Collectors.joining());
    }

    private static String sample(Setting<?> setting) {
        return "# %s\n#%s=%s\n".formatted(plain(setting.description()), setting.name(), setting.sample());
    }

    /** Returns a description without Markdown. A link to a page beside the reference becomes the path of the page. */
    private static String plain(String description) {
        return LINK.matcher(description).replaceAll("$1 (docs/$2)").replace("`", "");
    }

    private static Stream<SettingGroup> withSettings(List<SettingGroup> groups) {
        return groups.stream().filter(group -> !group.settings().isEmpty());
    }

    private static String section(SettingGroup group) {
        String note = group.note().isEmpty() ? "" : "\n" + group.note() + "\n";
        return group.settings().stream()
                .map(SettingReference::row)
                .collect(Collectors.joining("", "\n## " + title(group) + "\n\n" + TABLE, note));
    }

    private static String row(Setting<?> setting) {
        return "| `%s` | %s%s%s | %s | %s |\n"
                .formatted(
                        setting.name(),
                        setting.type().name(),
                        setting.isSecret() ? ", secret" : "",
                        setting.isLive() ? ", live" : "",
                        setting.defaultText(),
                        setting.description());
    }

    private static String title(SettingGroup group) {
        return group.name().substring(0, 1).toUpperCase(Locale.ROOT)
                + group.name().substring(1);
    }
}
