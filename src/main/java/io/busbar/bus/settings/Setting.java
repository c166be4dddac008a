package io.busbar.bus.settings;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A setting: an environment variable, or a line of the configuration file with the same name. It takes effect at the start of a node,
 * unless it is live. A service declares it on its {@linkplain io.busbar.bus.Contract#setting contract}.
 */
public final class Setting<T> {
    private final String name;
    private final SettingType<T> type;
    private @Nullable T defaultValue;
    private @Nullable String defaultText;
    private String description = "";
    private String example = "";
    private boolean secret;
    private boolean live;

    private Setting(String name, SettingType<T> type) {
        this.name = name;
        this.type = type;
    }

    /**
     * Creates a setting.
     *
     * @param name the name of the environment variable, in capital letters
     */
    public static <T> Setting<T> of(String name, SettingType<T> type) {
        if (!name.matches("[A-Z][A-Z0-9_]{1,39}")) {
            throw new IllegalArgumentException("Invalid name of a setting: " + name);
        }
        return new Setting<>(name, type);
    }

    public Setting<T> defaultsTo(T value) {
        defaultValue = value;
        return this;
    }

    /** Describes the default in the reference, for a setting whose default is computed by its reader. */
    public Setting<T> defaultsToComputed(String text) {
        defaultText = text;
        return this;
    }

    /** Describes the setting in the reference and in the sample file: a fragment without a full stop. */
    public Setting<T> describe(String text) {
        description = text;
        return this;
    }

    /** Sets the value in the sample file, for a setting without a default that could be shown. */
    public Setting<T> example(String text) {
        example = text;
        return this;
    }

    /** Declares that the value must never appear in an error or a log. */
    public Setting<T> secret() {
        secret = true;
        return this;
    }

    /** Declares that a change of the configuration file takes effect on a running node. */
    public Setting<T> live() {
        live = true;
        return this;
    }

    /** Parses a value. Throws an {@link IllegalArgumentException} whose message continues a sentence that begins with the name. */
    public T parse(String text) {
        return type.parser().apply(text);
    }

    public String name() {
        return name;
    }

    public SettingType<T> type() {
        return type;
    }

    public Optional<T> defaultValue() {
        return Optional.ofNullable(defaultValue);
    }

    /** Returns the default as the reference shows it: a value in backticks, or a description. */
    public String defaultText() {
        if (defaultText != null) {
            return defaultText;
        }
        return defaultValue == null ? "none" : "`" + type.formatter().apply(defaultValue) + "`";
    }

    public String description() {
        return description;
    }

    /** Returns the value in the sample file. */
    public String sample() {
        return example.isEmpty() && defaultValue != null ? type.formatter().apply(defaultValue) : example;
    }

    public boolean isSecret() {
        return secret;
    }

    public boolean isLive() {
        return live;
    }

    @Override
    public String toString() {
        return name;
    }
}
