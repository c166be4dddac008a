package io.busbar.bus.jobs.engine;

import io.busbar.bus.Failure;
import io.busbar.bus.Require;
import io.busbar.bus.Tx;
import io.busbar.bus.jobs.JobEntry;
import io.busbar.bus.jobs.JobStatus;
import io.busbar.data.Blobs;
import io.busbar.data.ConstraintViolation;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Cancels jobs and runs ended ones again under the {@link FamilyLock}. Children are always locked before their parent, as by steps that
 * end, so that these transactions do not deadlock.
 */
final class JobControl {
    private static final String ONE_ACTIVE_JOB = "job_exclusive";

    /** Locks the children in the order of their IDs. */
    private static final String CANCEL_CHILDREN = """
        with active as (
          select id from bus.job where parent = $1 and status in ('queued', 'running', 'waiting') order by id for update)
        update bus.job as j
        set status = 'cancelled', fence = j.fence + 1, lease_until = null, finished_at = clock_timestamp()
        from active where j.id = active.id
        returning j.id, j.type""";

    private static final String CANCEL = """
        with ended as (
          update bus.job
          set status = 'cancelled', fence = fence + 1, lease_until = null, open_children = 0, finished_at = clock_timestamp(),
              expires_at = case when parent is null then clock_timestamp() + keep_for end
          where id = $1 and status in ('queued', 'running', 'waiting')
          returning id, owner, type, parent),
        %s
        select ended.owner, ended.type, ended.parent, parent.type as parent_type from ended left join parent on true""".formatted(JobFinish.UPDATE_PARENT);

    private static final String RETRY_CHILDREN = """
        with ended as (
          select id from bus.job where parent = $1 and status in ('failed', 'cancelled') order by id for update)
        update bus.job as j
        set status = 'queued', fence = j.fence + 1, attempt = 0, due_at = clock_timestamp(), error_code = null, error_message = null,
            finished_at = null
        from ended where j.id = ended.id
        returning j.type""";

    /**
     * The last state of a job is the one in which it waited for its children or was to run its next step. The file to which it has appended
     * stays, unlike an upload.
     */
    private static final String REOPEN = """
        with reopened as (
          select id, upload ->> 'blob' as blob from bus.job
          where id = $1 and (status in ('failed', 'cancelled') or (status = 'succeeded' and $2 > 0)) for update),
        blob as (%s where job is null and id in (select blob::uuid from reopened))
        update bus.job as j
        set status = case when $2 > 0 then 'waiting' else 'queued' end, open_children = $2, fence = j.fence + 1, attempt = 0,
            due_at = clock_timestamp(), error_code = null, error_message = null, result = null, upload = null, finished_at = null, expires_at = null
        from reopened where j.id = reopened.id
        returning j.parent, j.type""".formatted(Blobs.RELEASE);

    /** Lets the parent of a child that runs again wait for it. */
    private static final String REOPEN_PARENT = """
        with reopened as (
          select id, upload ->> 'blob' as blob from bus.job where id = $1 for update),
        blob as (%s where job is null and id in (select blob::uuid from reopened))
        update bus.job as j
        set status = 'waiting', open_children = j.open_children + 1, fence = j.fence + 1, lease_until = null, attempt = 0,
            error_code = null, error_message = null, result = null, upload = null, finished_at = null, expires_at = null
        from reopened where j.id = reopened.id""".formatted(Blobs.RELEASE);

    private JobControl() {}

    static Future<Optional<JobEntry>> cancel(Tx tx, UUID id, @Nullable UUID owner) {
        return FamilyLock.acquire(tx, id)
                .compose(locked -> find(tx, id, owner))
                .compose(found -> found.isEmpty()
                        ? Future.succeededFuture(found)
                        : cancel(tx, id).compose(cancelled -> find(tx, id, owner)));
    }

    private static Future<Void> cancel(Tx tx, UUID id) {
        List<UUID> cancelled = new ArrayList<>();
        return tx.query(CANCEL_CHILDREN, Tuple.of(id))
                .compose(children -> {
                    for (Row child : children) {
                        cancelled.add(child.getUUID("id"));
                        tx.announceJobs(child.getString("type"));
                    }
                    return tx.query(CANCEL, Tuple.of(id));
                })
                .compose(jobs -> {
                    for (Row job : jobs) {
                        cancelled.add(id);
                        announce(tx, id, job);
                    }
                    tx.auditSubject("job", id);
                    return JobFile.discard(tx, cancelled);
                });
    }

    /**
     * Tells the owner, and announces the type, whose limit in the cluster may allow another job now, and that of the parent, which may
     * continue.
     */
    private static void announce(Tx tx, UUID id, Row ended) {
        String type = ended.getString("type");
        JobFinish.push(tx, id, type, ended.getUUID("owner"), ended.getUUID("parent"), JobStatus.CANCELLED);
        tx.announceJobs(type);
        String parentType = ended.getString("parent_type");
        if (parentType != null) {
            tx.announceJobs(parentType);
        }
    }

    static Future<Optional<JobEntry>> retry(Tx tx, UUID id) {
        return FamilyLock.acquire(tx, id)
                .compose(locked -> find(tx, id, null))
                .compose(found -> found.isEmpty()
                        ? Future.succeededFuture(found)
                        : reopen(tx, id).compose(reopened -> find(tx, id, null)))
                .recover(ConstraintViolation.reportedAs(
                        ONE_ACTIVE_JOB, () -> Failure.conflict("Another job of this type is active", Map.of())));
    }

    /** A job that waits for its children again makes its file from their results, so it starts a new one. */
    private static Future<Void> reopen(Tx tx, UUID id) {
        tx.auditSubject("job", id);
        return tx.query(RETRY_CHILDREN, Tuple.of(id))
                .compose(children -> {
                    children.forEach(child -> tx.announceJobs(child.getString("type")));
                    return tx.query(REOPEN, Tuple.of(id, children.rowCount()))
                            .compose(reopened -> JobFile.discard(tx, children.rowCount() > 0 ? Set.of(id) : Set.of())
                                    .map(reopened));
                })
                .compose(reopened -> {
                    Require.that(
                            reopened.rowCount() > 0, () -> Failure.conflict("There is nothing to retry", Map.of()));
                    Row job = reopened.iterator().next();
                    tx.announceJobs(job.getString("type"));
                    return reopenParent(tx, job.getUUID("parent"));
                });
    }

    private static Future<Void> reopenParent(Tx tx, @Nullable UUID parent) {
        return parent == null
                ? Future.succeededFuture()
                : tx.query(REOPEN_PARENT, Tuple.of(parent)).compose(reopened -> JobFile.discard(tx, Set.of(parent)));
    }

    private static Future<Optional<JobEntry>> find(Tx tx, UUID id, @Nullable UUID owner) {
        return tx.query(JobRows.FIND, Tuple.of(id, owner))
                .map(rows -> rows.stream().findFirst().map(JobRows::entry));
    }
}
