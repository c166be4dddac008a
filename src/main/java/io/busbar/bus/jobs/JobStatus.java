package io.busbar.bus.jobs;

/** The status of a job. */
public enum JobStatus {
    QUEUED,
    RUNNING,
    /** The job waits for its children to end. */
    WAITING,
    SUCCEEDED,
    FAILED,
    CANCELLED;

    /** Returns whether the job no longer runs. */
    public boolean isFinished() {
        return this == SUCCEEDED || this == FAILED || this == CANCELLED;
    }
}
