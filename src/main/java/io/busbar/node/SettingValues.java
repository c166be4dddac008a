package io.busbar.node;

import io.busbar.bus.settings.Setting;
import io.busbar.bus.settings.SettingGroup;
import io.busbar.bus.settings.Settings;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** The values of all settings: those that were given, as texts and parsed, and the defaults of the others. */
public final class SettingValues implements Settings {
    private final Set<Setting<?>> declared = new HashSet<>();
    private final Map<Setting<?>, String> texts = new ConcurrentHashMap<>();
    private final Map<Setting<?>, Object> values = new ConcurrentHashMap<>();

    /** Parses the settings of all groups. A text that can't be parsed is a problem, and its setting has its default. */
    SettingValues(SettingSource source, List<SettingGroup> groups, Consumer<String> problems) {
        groups.stream()
                .flatMap(group -> group.settings().stream())
                .forEach(setting -> parse(setting, source, problems));
    }

    private void parse(Setting<?> setting, SettingSource source, Consumer<String> problems) {
        declared.add(setting);
        source.find(setting.name()).ifPresent(text -> {
            texts.put(setting, text);
            try {
                values.put(setting, setting.parse(text));
            } catch (IllegalArgumentException e) {
                String message = Objects.requireNonNullElse(e.getMessage(), "is not valid");
                problems.accept(setting.name() + " " + (setting.isSecret() ? message.replace(text, "***") : message));
            }
        });
    }

    /** The cast is safe: each value was parsed by its setting. */
    @Override
    @SuppressWarnings("unchecked")
    public <T> Optional<T> find(Setting<T> setting) {
        if (!declared.contains(setting)) {
            throw new IllegalStateException(setting + " is not declared by any contract");
        }
        return Optional.ofNullable((T) values.get(setting)).or(setting::defaultValue);
    }

    @Override
    public boolean isGiven(Setting<?> setting) {
        return texts.containsKey(setting);
    }

    @Override
    public boolean usesEmbeddedServers() {
        return !isGiven(ServerSettings.DATABASE_URL) && !isGiven(ServerSettings.REDIS_URL);
    }

    /** Takes over the live settings of newer values. Returns the names of the other settings that differ, sorted. */
    List<String> applyLiveSettings(SettingValues newer) {
        declared.stream().filter(Setting::isLive).forEach(setting -> {
            replace(texts, setting, newer.texts);
            replace(values, setting, newer.values);
        });
        return declared.stream()
                .filter(setting -> !Objects.equals(texts.get(setting), newer.texts.get(setting)))
                .map(Setting::name)
                .sorted()
                .toList();
    }

    private static <V> void replace(Map<Setting<?>, V> target, Setting<?> setting, Map<Setting<?>, V> source) {
        V value = source.get(setting);
        if (value == null) {
            target.remove(setting);
        } else {
            target.put(setting, value);
        }
    }
}
