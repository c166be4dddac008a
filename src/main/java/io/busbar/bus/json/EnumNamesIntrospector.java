package io.busbar.bus.json;

import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.NopAnnotationIntrospector;
import io.busbar.data.WireNames;

/** Gives enum constants their {@link WireNames} in JSON. An enum with a {@code @JsonValue} keeps that. */
final class EnumNamesIntrospector extends NopAnnotationIntrospector {
    private static final long serialVersionUID = 1;

    @Override
    public String[] findEnumValues(
            MapperConfig<?> config, AnnotatedClass annotatedClass, Enum<?>[] enumValues, String[] names) {
        for (int i = 0; i < enumValues.length; i++) {
            names[i] = WireNames.nameOf(enumValues[i]);
        }
        return names;
    }
}
