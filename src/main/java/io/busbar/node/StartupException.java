package io.busbar.node;

/** A start failed for a reason that the operator can fix. The message is shown at the terminal without a stack trace. */
public final class StartupException extends RuntimeException {
    public StartupException(String message) {
        super(message);
    }

    public StartupException(String message, Throwable cause) {
        super(message, cause);
    }
}
