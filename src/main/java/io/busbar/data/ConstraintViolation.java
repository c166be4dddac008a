package io.busbar.data;

import io.vertx.pgclient.PgException;

/** Identifies the constraint that a statement violated, so that a store can report it in the terms of its API. */
public final class ConstraintViolation {
    private static final String FOREIGN_KEY_VIOLATION = "23503";

    private ConstraintViolation() {}

    /** Returns whether the failure is a violation of this constraint or unique index. */
    public static boolean isViolationOf(Throwable cause, String constraint) {
        return cause instanceof PgException postgres && constraint.equals(postgres.getConstraint());
    }

    /** Returns whether the statement would have deleted a row that others refer to, or written a reference to a row that is gone. */
    public static boolean isForeignKeyViolation(Throwable cause) {
        return cause instanceof PgException postgres && FOREIGN_KEY_VIOLATION.equals(postgres.getSqlState());
    }
}
