package io.busbar.bus.jobs.engine;

import io.busbar.bus.jobs.ChildCounts;
import io.vertx.sqlclient.Row;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A step that this node has claimed.
 *
 * @param state the state as JSON
 * @param fence the number under which the step was claimed; the outcome is stored only if the job still has it
 * @param hasFile whether earlier steps have appended to the file of the job
 */
record ClaimedStep(
        UUID id,
        String type,
        @Nullable UUID owner,
        @Nullable UUID parent,
        String state,
        long done,
        @Nullable Long total,
        int attempt,
        long fence,
        ChildCounts children,
        boolean hasFile) {

    /** Identifies a claim of a step. Another claim of the same job has a higher fence. */
    record ClaimKey(UUID id, long fence) {
        static ClaimKey of(Row row) {
            return new ClaimKey(row.getUUID("id"), row.getLong("fence"));
        }
    }

    /** The columns of a step, for a row that is called {@code j}. */
    static final String COLUMNS = """
        j.id, j.type, j.owner, j.parent, j.state::text as state, j.done, j.total, j.attempt, j.fence,
        exists (select from bus.blob as b where b.job = j.id) as has_file, %s""".formatted(JobRows.CHILD_COUNTS);

    ClaimKey claim() {
        return new ClaimKey(id, fence);
    }

    static ClaimedStep of(Row row) {
        return new ClaimedStep(
                row.getUUID("id"),
                row.getString("type"),
                row.getUUID("owner"),
                row.getUUID("parent"),
                row.getString("state"),
                row.getLong("done"),
                row.getLong("total"),
                row.getInteger("attempt"),
                row.getLong("fence"),
                Objects.requireNonNullElse(JobRows.children(row), ChildCounts.NONE),
                row.getBoolean("has_file"));
    }
}
