package io.busbar.bus.jobs;

import io.busbar.bus.Failure;
import io.busbar.bus.RequestContext;
import io.busbar.data.Upload;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One step of a job as its handler sees it.
 *
 * @param id             the job's ID, the same in every step and attempt; derive the IDs of external effects from it
 * @param owner          the user who started the job; null for the system's own jobs
 * @param state          the state that the previous step returned, or the initial one
 * @param itemsDone      the progress that the previous step reported
 * @param children       the counts of the children; zero before there are any
 * @param attempt        1 for the first attempt of this step
 * @param requestContext for calls of other services; its deadline is the end of the step
 * @param leaseLost      whether another node has taken over or the job was cancelled
 */
public record JobRun<S extends Record>(
        UUID id,
        @Nullable UUID owner,
        S state,
        long itemsDone,
        @Nullable Long itemsTotal,
        ChildCounts children,
        int attempt,
        RequestContext requestContext,
        BooleanSupplier leaseLost) {

    /** Returns whether the job was cancelled or another node has taken over. A long step checks it and gives up. */
    public boolean isCancelled() {
        return leaseLost.getAsBoolean();
    }

    /** Returns the time by which the step must be done. */
    public Instant deadline() {
        return requestContext.deadline();
    }

    /** Continues with another step. */
    public JobOutcome next(S nextState, long done, @Nullable Long total) {
        return nextAfter(Duration.ZERO, nextState, done, total);
    }

    /** Continues with another step after a pause. */
    public JobOutcome nextAfter(Duration delay, S nextState, long done, @Nullable Long total) {
        return new JobOutcome.NextStep(nextState, done, total, delay);
    }

    /** Ends the job without a result. */
    public JobOutcome done() {
        return new JobOutcome.Succeeded(null);
    }

    /** Ends the job with a result, which is kept as JSON. */
    public JobOutcome done(Record result) {
        return new JobOutcome.Succeeded(result);
    }

    /** Ends the job with a file as its result. */
    public JobOutcome done(Upload file) {
        return new JobOutcome.SucceededWithFile(file);
    }

    /**
     * Ends the job with the file to which its steps have appended; it is empty if they have not.
     *
     * @param name      the file name that browsers suggest
     * @param mediaType without parameters, such as {@code text/csv}
     */
    public JobOutcome doneWithFile(String name, String mediaType) {
        return new JobOutcome.SucceededWithAppendedFile(name, mediaType, null);
    }

    /**
     * Ends the job with the file to which its steps have appended, and reports how many items are done, for jobs that know the number only at
     * the end.
     */
    public JobOutcome doneWithFile(String name, String mediaType, long done) {
        return new JobOutcome.SucceededWithAppendedFile(name, mediaType, done);
    }

    /** Ends the job with a failure that no retry can help. */
    public JobOutcome fail(Failure failure) {
        return new JobOutcome.PermanentFailure(failure);
    }

    /** Starts children and waits until all of them have ended. */
    public JobOutcome children(S nextState, List<JobOutcome.Child> started) {
        return new JobOutcome.Children(nextState, started);
    }
}
