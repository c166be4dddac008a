package io.busbar.node;

/** A start that cannot go on, for a reason that the person at the terminal can act on. Its message is all they need to see. */
public final class CannotStart extends RuntimeException {
    public CannotStart(String message) {
        super(message);
    }

    public CannotStart(String message, Throwable cause) {
        super(message, cause);
    }
}
