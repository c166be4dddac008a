package io.busbar.bus.settings;

import java.util.List;

/** Checks settings that depend on each other. */
@FunctionalInterface
public interface SettingRule {
    void check(SettingCheck check);

    /**
     * Requires all of the settings or none.
     *
     * @param message continues a sentence that begins with the name of a missing setting
     */
    static SettingRule allOrNone(String message, Setting<?>... settings) {
        List<Setting<?>> all = List.of(settings);
        return check -> {
            if (all.stream().anyMatch(check.settings()::isGiven)) {
                check.requireAll(all, message);
            }
        };
    }
}
