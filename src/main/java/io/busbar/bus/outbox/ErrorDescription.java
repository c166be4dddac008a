package io.busbar.bus.outbox;

import io.busbar.bus.Failure;
import io.busbar.data.DataException;
import io.vertx.pgclient.PgException;

/** The description of an error that is stored for operators. */
public final class ErrorDescription {
    private static final int MAX_ERROR_LENGTH = 500;

    private ErrorDescription() {}

    /** Describes the error without exception messages, which may contain personal data and are in the log. */
    public static String of(Throwable cause) {
        String text = switch (cause) {
            case Failure failure -> failure.code() + ": " + failure.message();
            case DataException dataException -> of(Failure.from(dataException).orElseThrow());
            case PgException postgres ->
                "SQLSTATE " + postgres.getSqlState()
                        + (postgres.getConstraint() == null ? "" : " " + postgres.getConstraint());
            default -> cause.getClass().getName() + location(cause);
        };
        return text.length() > MAX_ERROR_LENGTH ? text.substring(0, MAX_ERROR_LENGTH) : text;
    }

    private static String location(Throwable cause) {
        for (StackTraceElement frame : cause.getStackTrace()) {
            if (frame.getClassName().startsWith("io.busbar.")) {
                return " at " + frame;
            }
        }
        return "";
    }
}
