package io.busbar.bus.settings;

import java.util.List;

/** The settings of a node while they are checked, and the problems that were found. */
public interface SettingCheck {
    Settings settings();

    /** Returns whether this node runs the service that declares the settings. */
    boolean runsService();

    /** Adds a problem. The message continues a sentence that begins with the setting's name. */
    void addProblem(Setting<?> setting, String message);

    /** Adds a problem for each of these settings that was not given. */
    default void requireAll(List<Setting<?>> required, String message) {
        required.stream()
                .filter(setting -> !settings().isGiven(setting))
                .forEach(setting -> addProblem(setting, message));
    }
}
