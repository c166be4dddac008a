package io.busbar.bus.jobs;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.busbar.bus.WireNames;

/** The status of a job. */
public enum JobStatus {
    QUEUED,
    RUNNING,
    /** The job waits for its children to end. */
    WAITING,
    SUCCEEDED,
    FAILED,
    CANCELLED;

    private static final WireNames<JobStatus> NAMES = WireNames.of(JobStatus.class);

    @JsonValue
    public String wireName() {
        return NAMES.name(this);
    }

    /**
     * Returns the constant with this wire name.
     *
     * @throws IllegalArgumentException if there is none
     */
    @JsonCreator
    public static JobStatus of(String wireName) {
        return NAMES.parse(wireName);
    }

    /** Returns whether the job no longer runs. */
    public boolean isFinished() {
        return this == SUCCEEDED || this == FAILED || this == CANCELLED;
    }
}
