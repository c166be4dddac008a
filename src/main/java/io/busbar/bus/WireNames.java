package io.busbar.bus;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the constants of an enum are called on the wire, in tokens and in the database: their names in lower case. */
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

    /** Those of this enum. */
    public static <E extends Enum<E>> WireNames<E> of(Class<E> type) {
        return new WireNames<>(type);
    }

    /** The name of a constant. */
    public String name(E constant) {
        return Objects.requireNonNull(names.get(constant));
    }

    /** The constant of that name; {@link IllegalArgumentException} if there is none. */
    public E parse(@Nullable String name) {
        E found = name == null ? null : constants.get(name);
        if (found == null) {
            throw new IllegalArgumentException("none of " + names.values());
        }
        return found;
    }
}
