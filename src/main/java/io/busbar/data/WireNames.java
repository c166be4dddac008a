package io.busbar.data;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.lang.reflect.Field;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The names of an enum's constants in JSON, tokens and the database: the constants' names in lower case, or what {@link JsonProperty} says
 * instead.
 */
public final class WireNames {
    private static final ClassValue<WireNames> BY_TYPE = new ClassValue<>() {
        @Override
        protected WireNames computeValue(Class<?> type) {
            return new WireNames(type);
        }
    };

    private final Map<Enum<?>, String> names = new LinkedHashMap<>();
    private final Map<String, Enum<?>> constants = new HashMap<>();

    private WireNames(Class<?> type) {
        for (Object element : type.getEnumConstants()) {
            Enum<?> constant = (Enum<?>) element;
            String name = declaredName(constant);
            names.put(constant, name);
            constants.put(name, constant);
        }
    }

    private static String declaredName(Enum<?> constant) {
        JsonProperty name = field(constant).getAnnotation(JsonProperty.class);
        return name == null ? constant.name().toLowerCase(Locale.ROOT) : name.value();
    }

    private static Field field(Enum<?> constant) {
        try {
            return constant.getDeclaringClass().getField(constant.name());
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns the wire name of a constant. */
    public static String nameOf(Enum<?> constant) {
        return Objects.requireNonNull(
                BY_TYPE.get(constant.getDeclaringClass()).names.get(constant));
    }

    /** Returns the wire name of a constant, or null for null. */
    public static @Nullable String nameOrNull(@Nullable Enum<?> constant) {
        return constant == null ? null : nameOf(constant);
    }

    /**
     * Returns the constant with this wire name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static <E extends Enum<E>> E parse(Class<E> type, @Nullable String name) {
        WireNames wireNames = BY_TYPE.get(type);
        Enum<?> found = name == null ? null : wireNames.constants.get(name);
        if (found == null) {
            throw new IllegalArgumentException("must be one of " + wireNames.names.values());
        }
        return type.cast(found);
    }
}
