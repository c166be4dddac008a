package io.busbar.data;

import io.vertx.pgclient.PgException;

/** Tells which rule of the database a statement broke, so that a store can say it in the caller's terms. */
public final class ConstraintViolation {
    private ConstraintViolation() {}

    /** Whether the failure is this constraint or unique index saying no. */
    public static boolean isViolationOf(Throwable cause, String constraint) {
        return cause instanceof PgException postgres && constraint.equals(postgres.getConstraint());
    }
}
