package io.busbar.bus.jobs.engine;

import io.busbar.bus.FailureCode;
import io.busbar.bus.jobs.ChildCounts;
import io.busbar.bus.jobs.JobDetails;
import io.busbar.bus.jobs.JobDetails.JobError;
import io.busbar.bus.jobs.JobEntry;
import io.busbar.bus.jobs.JobStatus;
import io.busbar.data.WireNames;
import io.vertx.sqlclient.Row;
import org.jspecify.annotations.Nullable;

/** Reads the rows of jobs. */
final class JobRows {
    /**
     * The counts of a job's children, for a row that is called {@code j}. Only the few that have failed or were cancelled are counted, by an
     * index-only scan: how many there are and how many are open is stored, and changes in the transaction in which a child ends.
     */
    static final String CHILD_COUNTS = """
        j.children, j.open_children, case when j.children > 0 then (
          select array[count(*) filter (where status = 'failed'), count(*) filter (where status = 'cancelled')]
          from bus.job as c where c.parent = j.id and c.status in ('failed', 'cancelled')) end as unsuccessful_children""";

    /** The columns of a job, for a row that is called {@code j}. */
    static final String COLUMNS = """
        j.id, j.type, j.owner, j.parent, j.status, j.done, j.total, j.attempt, j.error_code, j.error_message, j.last_error,
        j.result is not null or j.upload is not null as has_result, j.created_at, j.started_at, j.finished_at, j.expires_at,
        %s""".formatted(CHILD_COUNTS);

    /** An expired job does not exist for readers, whether it has been removed already or not. A child expires with its parent. */
    static final String NOT_EXPIRED = """
        (j.expires_at is null or j.expires_at > now())
        and (j.parent is null or not exists (select from bus.job as p where p.id = j.parent and p.expires_at <= now()))""";

    /** Finds a job by its ID, and by its owner unless that is null. */
    static final String FIND =
            "select %s from bus.job as j where j.id = $1 and ($2::uuid is null or j.owner = $2) and %s"
                    .formatted(COLUMNS, NOT_EXPIRED);

    private JobRows() {}

    static JobDetails details(Row row) {
        ChildCounts children = children(row);
        return new JobDetails(
                row.getUUID("id"),
                row.getString("type"),
                WireNames.parse(JobStatus.class, row.getString("status")),
                children == null ? row.getLong("done") : Long.valueOf(children.ended()),
                children == null ? row.getLong("total") : children.total(),
                children,
                row.getUUID("parent"),
                error(row),
                row.getBoolean("has_result"),
                row.getOffsetDateTime("created_at"),
                row.getOffsetDateTime("started_at"),
                row.getOffsetDateTime("finished_at"),
                row.getOffsetDateTime("expires_at"));
    }

    static JobEntry entry(Row row) {
        return new JobEntry(details(row), row.getUUID("owner"), row.getInteger("attempt"), row.getString("last_error"));
    }

    /** Reads {@link #CHILD_COUNTS}; null if the job has started no children. */
    static @Nullable ChildCounts children(Row row) {
        Long[] unsuccessful = row.getArrayOfLongs("unsuccessful_children");
        if (unsuccessful == null) {
            return null;
        }
        long total = row.getInteger("children");
        long succeeded = total - row.getInteger("open_children") - unsuccessful[0] - unsuccessful[1];
        return new ChildCounts(total, succeeded, unsuccessful[0], unsuccessful[1]);
    }

    private static @Nullable JobError error(Row row) {
        String code = row.getString("error_code");
        return code == null ? null : new JobError(FailureCode.valueOf(code), row.getString("error_message"));
    }
}
