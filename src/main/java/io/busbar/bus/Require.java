package io.busbar.bus;

import io.busbar.bus.Failure.FieldError;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Guard clauses for handlers. A {@link Failure} that a handler throws fails the handler's future. */
public final class Require {
    private Require() {}

    /** Throws the failure unless the condition holds. */
    public static void that(boolean condition, Supplier<Failure> failure) {
        if (!condition) {
            throw failure.get();
        }
    }

    /** Throws a VALIDATION_ERROR that names each row whose text repeats that of an earlier row, in any case. */
    public static <T> void distinct(List<T> rows, String field, Function<T, String> text) {
        Map<String, Integer> firstRows = new HashMap<>();
        List<FieldError> errors = new ArrayList<>();
        for (int row = 0; row < rows.size(); row++) {
            Integer earlier = firstRows.putIfAbsent(text.apply(rows.get(row)).toLowerCase(Locale.ROOT), row);
            if (earlier != null) {
                errors.add(new FieldError(
                        "/%d/%s".formatted(row, field), "duplicates the " + field + " of row " + earlier));
            }
        }
        Failure.throwIfAny(errors);
    }

    /** Returns the value, or throws the failure if there is none. */
    public static <T> T present(Optional<T> value, Supplier<Failure> failure) {
        return value.orElseThrow(failure);
    }
}
