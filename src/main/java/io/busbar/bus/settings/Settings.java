package io.busbar.bus.settings;

import java.util.Optional;

/** The values of the settings on a node. */
public interface Settings {
    /** Returns the value that was given, or the default; empty if there is neither. */
    <T> Optional<T> find(Setting<T> setting);

    /** Returns the value that was given, or the default. Throws an {@link IllegalStateException} if there is neither. */
    default <T> T get(Setting<T> setting) {
        return find(setting).orElseThrow(() -> new IllegalStateException(setting + " has no value"));
    }

    /** Returns whether a value was given, even if it is not valid. */
    boolean isGiven(Setting<?> setting);

    /** Returns whether the node starts its own PostgreSQL and Redis. */
    boolean usesEmbeddedServers();
}
