package io.busbar.data;

import io.vertx.pgclient.PgException;

/** Identifies the constraint that a statement violated, so that a store can report it in the terms of its API. */
public final class ConstraintViolation {
    private ConstraintViolation() {}

    /** Returns whether the failure is a violation of this constraint or unique index. */
    public static boolean isViolationOf(Throwable cause, String constraint) {
        return cause instanceof PgException postgres && constraint.equals(postgres.getConstraint());
    }
}
