package io.busbar.bus.settings;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The settings of one service, or of one topic of the node, with the rules for settings that depend on each other. */
public final class SettingGroup {
    private final String name;
    private final List<Setting<?>> settings = new ArrayList<>();
    private final List<SettingRule> rules = new ArrayList<>();
    private String note = "";

    /** @param name the name of the service or topic, in lower-case letters */
    public SettingGroup(String name) {
        this.name = name;
    }

    /** Sets a paragraph for the reference that says how the settings work together. */
    public SettingGroup note(String text) {
        note = text;
        return this;
    }

    public <T> Setting<T> add(Setting<T> setting) {
        settings.add(setting);
        return setting;
    }

    public SettingRule rule(SettingRule rule) {
        rules.add(rule);
        return rule;
    }

    public String name() {
        return name;
    }

    public String note() {
        return note;
    }

    /** Returns the settings in the order of their declaration. */
    public List<Setting<?>> settings() {
        return Collections.unmodifiableList(settings);
    }

    public List<SettingRule> rules() {
        return Collections.unmodifiableList(rules);
    }
}
