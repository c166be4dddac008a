package io.busbar.data;

import io.vertx.core.json.JsonObject;
import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Writes one component of a record to its column.
 *
 * @param sqlType    the type of the column
 * @param valueType  the type of the values for the database client
 * @param conversion converts the component's value to that type
 */
record ColumnWriter(
        String column, Method accessor, String sqlType, Class<?> valueType, Function<Object, Object> conversion) {
    /**
     * How values of a type are written.
     *
     * @param sqlType    the type of the column
     * @param valueType  the type of the values for the database client
     * @param conversion converts a value to that type
     */
    record ColumnType(String sqlType, Class<?> valueType, Function<Object, Object> conversion) {
        private static ColumnType same(String sqlType, Class<?> type) {
            return new ColumnType(sqlType, type, value -> value);
        }
    }

    private static final ColumnType ENUM =
            new ColumnType("text", String.class, value -> WireNames.nameOf((Enum<?>) value));

    private static final Map<Type, ColumnType> BY_TYPE = Map.ofEntries(
            Map.entry(UUID.class, ColumnType.same("uuid", UUID.class)),
            Map.entry(String.class, ColumnType.same("text", String.class)),
            Map.entry(int.class, ColumnType.same("int", Integer.class)),
            Map.entry(Integer.class, ColumnType.same("int", Integer.class)),
            Map.entry(long.class, ColumnType.same("bigint", Long.class)),
            Map.entry(Long.class, ColumnType.same("bigint", Long.class)),
            Map.entry(boolean.class, ColumnType.same("boolean", Boolean.class)),
            Map.entry(Boolean.class, ColumnType.same("boolean", Boolean.class)),
            Map.entry(BigDecimal.class, ColumnType.same("numeric", BigDecimal.class)),
            Map.entry(OffsetDateTime.class, ColumnType.same("timestamptz", OffsetDateTime.class)),
            Map.entry(
                    Instant.class,
                    new ColumnType(
                            "timestamptz", OffsetDateTime.class, value -> ((Instant) value).atOffset(ZoneOffset.UTC))),
            Map.entry(LocalDate.class, ColumnType.same("date", LocalDate.class)),
            Map.entry(LocalTime.class, ColumnType.same("time", LocalTime.class)),
            Map.entry(LocalDateTime.class, ColumnType.same("timestamp", LocalDateTime.class)),
            Map.entry(ZoneId.class, new ColumnType("text", String.class, value -> ((ZoneId) value).getId())),
            Map.entry(JsonObject.class, ColumnType.same("jsonb", JsonObject.class)));

    private static final Map<Type, ColumnType> BY_ITEM_TYPE = Map.of(
            String.class, new ColumnType("text[]", String[].class, value -> ((List<?>) value).toArray(String[]::new)),
            UUID.class, new ColumnType("uuid[]", UUID[].class, value -> ((List<?>) value).toArray(UUID[]::new)));

    static List<ColumnWriter> ofComponents(Class<? extends Record> type) {
        return Arrays.stream(type.getRecordComponents()).map(ColumnWriter::of).toList();
    }

    private static ColumnWriter of(RecordComponent component) {
        ColumnType target = typeOf(component.getGenericType());
        Method accessor = component.getAccessor();
        accessor.setAccessible(true);
        return new ColumnWriter(
                ColumnNames.of(component), accessor, target.sqlType(), target.valueType(), target.conversion());
    }

    /**
     * Returns how values of a type are written.
     *
     * @throws IllegalArgumentException if a column can't be written from it
     */
    static ColumnType typeOf(Type type) {
        ColumnType found = BY_TYPE.get(type);
        if (type instanceof Class<?> candidate && candidate.isEnum()) {
            found = ENUM;
        } else if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
            found = BY_ITEM_TYPE.get(list.getActualTypeArguments()[0]);
        }
        if (found == null) {
            throw new IllegalArgumentException("A column can't be written from " + type.getTypeName());
        }
        return found;
    }

    /**
     * Converts a single value.
     *
     * @throws IllegalArgumentException if it is a list, whose items have no known type, or if a column can't be written from it
     */
    static Object convert(Object value) {
        if (value instanceof List) {
            throw new IllegalArgumentException("A list can't be a single value; make it a component of the request");
        }
        Class<?> type = value instanceof ZoneId ? ZoneId.class : value.getClass();
        Class<?> declared = value instanceof Enum<?> constant ? constant.getDeclaringClass() : type;
        return typeOf(declared).conversion().apply(value);
    }

    @Nullable
    Object value(Record record) {
        try {
            Object value = accessor.invoke(record);
            return value == null ? null : conversion.apply(value);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Can't read " + accessor, e);
        }
    }

    /** Returns an array with the values of all records. */
    Object values(List<? extends Record> records) {
        Object array = Array.newInstance(valueType, records.size());
        for (int i = 0; i < records.size(); i++) {
            Array.set(array, i, value(records.get(i)));
        }
        return array;
    }
}
