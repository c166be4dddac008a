package io.busbar.data;

import io.vertx.sqlclient.Row;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Creates a record from consecutive columns, one for each component in their order. */
final class RecordReader<T extends Record> {
    private final List<Column> columns;
    private final ColumnReader<?>[] readers;
    private final int[] offsets;

    /** Takes the values of the components in an array. */
    private final MethodHandle constructor;

    /** A column and the path of the component that is read from it: {@code price.currency}. */
    record Column(String path, String name) {
        private Column within(RecordComponent component) {
            return new Column(component.getName() + "." + path, name);
        }
    }

    private RecordReader(List<Column> columns, ColumnReader<?>[] readers, int[] offsets, MethodHandle constructor) {
        this.columns = columns;
        this.readers = readers;
        this.offsets = offsets;
        this.constructor = constructor;
    }

    static <T extends Record> RecordReader<T> of(Class<T> type) {
        RecordComponent[] components = type.getRecordComponents();
        ColumnReader<?>[] readers = new ColumnReader<?>[components.length];
        int[] offsets = new int[components.length];
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < components.length; i++) {
            offsets[i] = columns.size();
            RecordComponent component = components[i];
            Class<?> componentType = component.getType();
            if (componentType.isRecord()) {
                RecordReader<?> nested = of(componentType.asSubclass(Record.class));
                readers[i] = nested::readOrNull;
                nested.columns.forEach(column -> columns.add(column.within(component)));
            } else {
                readers[i] = ColumnReader.of(component.getGenericType());
                columns.add(new Column(component.getName(), ColumnNames.of(component)));
            }
        }
        return new RecordReader<>(List.copyOf(columns), readers, offsets, constructor(type, components));
    }

    List<Column> columns() {
        return columns;
    }

    /** Reads the columns from this position. */
    @SuppressWarnings("unchecked") // the constructor is that of T
    T read(Row row, int start) {
        @Nullable Object[] values = new Object[readers.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = readers[i].read(row, start + offsets[i]);
        }
        try {
            return (T) (Object) constructor.invokeExact(values);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private @Nullable T readOrNull(Row row, int start) {
        return row.getValue(start) == null ? null : read(row, start);
    }

    private static MethodHandle constructor(Class<?> type, RecordComponent[] components) {
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return MethodHandles.lookup()
                    .unreflectConstructor(constructor)
                    .asSpreader(Object[].class, types.length)
                    .asType(MethodType.methodType(Object.class, Object[].class));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " has no accessible constructor", e);
        }
    }
}
