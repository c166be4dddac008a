package io.busbar.data;

import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import java.util.function.Function;
import java.util.function.Supplier;

/** Lets a store report the constraint that a statement violated in the terms of its API. Any other cause stays as it is. */
public final class ConstraintViolation {
    private static final String FOREIGN_KEY_VIOLATION = "23503";

    private ConstraintViolation() {}

    /** Reports the violation of this constraint or unique index: {@code .recover(reportedAs("title_key", …))}. */
    public static <T> Function<Throwable, Future<T>> reportedAs(
            String constraint, Supplier<? extends RuntimeException> failure) {
        return cause -> Future.failedFuture(
                cause instanceof PgException postgres && constraint.equals(postgres.getConstraint())
                        ? failure.get()
                        : cause);
    }

    /** Reports that the statement would have deleted a row that others refer to, or written a reference to a row that is gone. */
    public static <T> Function<Throwable, Future<T>> foreignKeyReportedAs(
            Supplier<? extends RuntimeException> failure) {
        return cause -> Future.failedFuture(
                cause instanceof PgException postgres && FOREIGN_KEY_VIOLATION.equals(postgres.getSqlState())
                        ? failure.get()
                        : cause);
    }
}
