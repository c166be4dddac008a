package io.busbar.node;

/** A start that cannot go on, for a reason that the person at the terminal can act on. Its message is all they need to see. */
public final class StartupException extends RuntimeException {
    public StartupException(String message) {
        super(message);
    }

    public StartupException(String message, Throwable cause) {
        super(message, cause);
    }
}
