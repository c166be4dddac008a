package io.busbar.data;

/**
 * An expected problem of the database, a row or a blob, without a stack trace. A service lets it through: {@link io.busbar.bus.Failure#from}
 * says what it means to the caller.
 */
public final class DataException extends RuntimeException {
    private final Reason reason;
    private final String text;

    /** The kinds of problems. */
    public enum Reason {
        /** The database is not reachable or out of resources. */
        UNAVAILABLE,
        /** A statement exceeded its time limit. */
        STATEMENT_TIMEOUT,
        /** A row or a blob that was asked for does not exist. */
        NOT_FOUND,
        BLOB_TOO_LARGE,
        /** The blob was removed, because its bytes arrived too slowly. */
        UPLOAD_TIMEOUT
    }

    /** Creates the exception; {@code text} is for the caller. */
    public DataException(Reason reason, String text) {
        super(text, null, false, false);
        this.reason = reason;
        this.text = text;
    }

    public Reason reason() {
        return reason;
    }

    /** Returns the message; never null, unlike {@link #getMessage()}. */
    public String text() {
        return text;
    }
}
