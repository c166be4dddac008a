package io.busbar.data.listing;

/**
 * Thrown for a cursor that is malformed, or that belongs to another list or another sort order. The kernel reports it as the client's
 * error.
 */
public final class InvalidCursorException extends RuntimeException {
    public InvalidCursorException() {
        super("Not a cursor of this list", null, false, false);
    }
}
