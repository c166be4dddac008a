package io.busbar.bus.jobs;

import io.busbar.bus.Tx;
import io.busbar.bus.permissions.Ownership;
import io.busbar.data.listing.Page;
import io.busbar.data.listing.Pageable;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads and controls the jobs of all services. */
public interface Jobs {

    /**
     * Selects jobs.
     *
     * @param owner  only jobs of this user; null for the jobs of all owners
     * @param parent only the children of this job; null for jobs that are not children
     */
    record JobFilter(
            @Nullable UUID owner,
            @Nullable String type,
            @Nullable JobStatus status,
            @Nullable UUID parent) {}

    /** Returns a page of jobs, most recent first. */
    Future<Page<JobEntry>> list(JobFilter filter, Pageable request);

    /** Returns who owns a job; empty if there is no such job. The owner of a job never changes. */
    Future<Optional<Ownership>> findOwnership(UUID id);

    /**
     * Returns a job.
     *
     * @param owner the owner; null to find a job of any owner
     */
    Future<Optional<JobDetails>> find(UUID id, @Nullable UUID owner);

    /**
     * Returns the result of a job; empty if it has none.
     *
     * @param owner the owner; null to find a job of any owner
     */
    Future<Optional<JobResult>> findResult(UUID id, @Nullable UUID owner);

    /**
     * Cancels a job with its children, if it has not ended, and returns it. A running step can no longer commit, and the files to which the
     * jobs have appended are removed. The result is empty if there is no such job.
     *
     * @param owner the owner; null to cancel a job of any owner
     */
    Future<Optional<JobEntry>> cancel(Tx tx, UUID id, @Nullable UUID owner);

    /**
     * Runs an ended job again from its last state, or only the failed and cancelled children of a job that has some; the parent of a child
     * waits for it again. A job whose file was removed starts from the state before its first part, so the steps after it run again with
     * their effects. Fails with CONFLICT if there is nothing to retry. The result is empty if there is no such job.
     */
    Future<Optional<JobEntry>> retry(Tx tx, UUID id);
}
