package io.busbar.bus;

import java.util.Optional;
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

    /** Returns the value, or throws the failure if there is none. */
    public static <T> T present(Optional<T> value, Supplier<Failure> failure) {
        return value.orElseThrow(failure);
    }
}
