package io.busbar.bus.jobs;

import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;

/**
 * A step has asked of the file of its job what no file allows, such as a part that is too large. Every further attempt would do the same, so
 * the job fails at once.
 */
public final class JobFileException extends RuntimeException {
    private final Failure failure;

    /** Creates an exception for a mistake in the step. The message is for operators; the owner of the job sees an internal error. */
    public JobFileException(String message) {
        super(message);
        this.failure = Failure.of(FailureCode.INTERNAL_SERVER_ERROR);
    }

    /** Creates an exception whose failure the owner of the job sees. */
    public JobFileException(Failure failure) {
        super(failure.getMessage());
        this.failure = failure;
    }

    /** Returns the failure with which the job ends. */
    public Failure failure() {
        return failure;
    }
}
