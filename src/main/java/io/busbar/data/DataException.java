package io.busbar.data;

import java.util.Map;

/**
 * An expected problem of the database, a row or a blob, without a stack trace. A service lets it through: {@link io.busbar.bus.Failure#from}
 * says what it means to the caller.
 */
public final class DataException extends RuntimeException {
    private final Reason reason;
    private final String text;
    private final Map<String, Object> details;

    /** The kinds of problems. */
    public enum Reason {
        /** The database is not reachable or out of resources. */
        UNAVAILABLE,
        /** A statement exceeded its time limit. */
        STATEMENT_TIMEOUT,
        /** There is no such row. */
        ROW_NOT_FOUND,
        /** Another row has the same value in a unique column. */
        UNIQUE_VIOLATION,
        /** A value is outside the range that a check constraint allows. */
        CHECK_VIOLATION,
        BLOB_NOT_FOUND,
        BLOB_TOO_LARGE,
        /** The blob was removed, because its bytes arrived too slowly. */
        UPLOAD_TIMEOUT
    }

    /** Creates the exception; {@code text} is for the caller. */
    public DataException(Reason reason, String text) {
        this(reason, text, Map.of());
    }

    /** Creates the exception; {@code text} and {@code details} are for the caller. */
    public DataException(Reason reason, String text, Map<String, Object> details) {
        super(text, null, false, false);
        this.reason = reason;
        this.text = text;
        this.details = Map.copyOf(details);
    }

    /** Returns the exception for an object without a row. */
    public static DataException rowNotFound(String noun) {
        return new DataException(Reason.ROW_NOT_FOUND, "There is no such " + noun);
    }

    public Reason reason() {
        return reason;
    }

    public Map<String, Object> details() {
        return details;
    }

    /** Returns the message; never null, unlike {@link #getMessage()}. */
    public String text() {
        return text;
    }
}
