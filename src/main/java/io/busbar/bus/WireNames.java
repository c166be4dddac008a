package io.busbar.bus;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The names of an enum's constants in JSON, tokens and the database: the constants' names in lower case. */
public final class WireNames<E extends Enum<E>> {
    private final Map<E, String> names;
    private final Map<String, E> constants;

    private WireNames(Class<E> type) {
        names = new EnumMap<>(type);
        for (E constant : type.getEnumConstants()) {
            names.put(constant, constant.name().toLowerCase(Locale.ROOT));
        }
        constants = names.keySet().stream().collect(Collectors.toUnmodifiableMap(this::name, Function.identity()));
    }

    /** Returns the wire names of an enum. */
    public static <E extends Enum<E>> WireNames<E> of(Class<E> type) {
        return new WireNames<>(type);
    }

    public String name(E constant) {
        return Objects.requireNonNull(names.get(constant));
    }

    /**
     * Returns the constant with this name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public E parse(@Nullable String name) {
        E found = name == null ? null : constants.get(name);
        if (found == null) {
            throw new IllegalArgumentException("must be one of " + names.values());
        }
        return found;
    }
}
