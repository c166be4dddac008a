package io.busbar.data;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Reads one column as a Java type. */
@FunctionalInterface
interface ColumnReader<T> {
    /** Zones by name: looking them up in the JDK is 3 % of the time of a list of bookings. */
    Map<String, ZoneId> ZONES = new ConcurrentHashMap<>();

    Map<Type, ColumnReader<?>> BY_TYPE = Map.ofEntries(
            entry(UUID.class, Row::getUUID),
            entry(String.class, Row::getString),
            entry(Integer.class, Row::getInteger),
            entry(int.class, required(Row::getInteger)),
            entry(Long.class, Row::getLong),
            entry(long.class, required(Row::getLong)),
            entry(Boolean.class, Row::getBoolean),
            entry(boolean.class, required(Row::getBoolean)),
            entry(BigDecimal.class, Row::getBigDecimal),
            entry(OffsetDateTime.class, Row::getOffsetDateTime),
            entry(Instant.class, ColumnReader::instant),
            entry(LocalDate.class, Row::getLocalDate),
            entry(LocalTime.class, Row::getLocalTime),
            entry(LocalDateTime.class, Row::getLocalDateTime),
            entry(ZoneId.class, ColumnReader::zone),
            entry(JsonObject.class, Row::getJsonObject),
            entry(Buffer.class, Row::getBuffer));

    Map<Type, ColumnReader<?>> BY_ITEM_TYPE = Map.of(
            String.class, (row, column) -> list(row.getArrayOfStrings(column)),
            UUID.class, (row, column) -> list(row.getArrayOfUUIDs(column)),
            Integer.class, (row, column) -> list(row.getArrayOfIntegers(column)));

    /** Returns the value of a column, or null if it has none. */
    @Nullable
    T read(Row row, int column);

    /** Returns the reader of a type. */
    static ColumnReader<?> of(Type type) {
        ColumnReader<?> reader = BY_TYPE.get(type);
        if (reader != null) {
            return reader;
        }
        if (type instanceof Class<?> candidate && candidate.isEnum()) {
            return enumReader(candidate);
        }
        if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
            ColumnReader<?> items = BY_ITEM_TYPE.get(list.getActualTypeArguments()[0]);
            if (items != null) {
                return items;
            }
        }
        throw new IllegalArgumentException("A column can't be read as " + type.getTypeName());
    }

    private static <T> Map.Entry<Type, ColumnReader<?>> entry(Class<T> type, ColumnReader<T> reader) {
        return Map.entry(type, reader);
    }

    private static <T> ColumnReader<T> required(ColumnReader<T> reader) {
        return (row, column) -> {
            T value = reader.read(row, column);
            if (value == null) {
                throw new IllegalStateException("The column " + row.getColumnName(column) + " has no value");
            }
            return value;
        };
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // the class is that of an enum
    private static ColumnReader<?> enumReader(Class<?> type) {
        Class<? extends Enum> enumType = type.asSubclass(Enum.class);
        return (row, column) -> {
            String name = row.getString(column);
            return name == null ? null : WireNames.parse(enumType, name);
        };
    }

    private static @Nullable Instant instant(Row row, int column) {
        OffsetDateTime time = row.getOffsetDateTime(column);
        return time == null ? null : time.toInstant();
    }

    private static @Nullable ZoneId zone(Row row, int column) {
        String name = row.getString(column);
        return name == null ? null : ZONES.computeIfAbsent(name, ZoneId::of);
    }

    private static <E> @Nullable List<E> list(E @Nullable [] items) {
        return items == null ? null : List.of(items);
    }
}
