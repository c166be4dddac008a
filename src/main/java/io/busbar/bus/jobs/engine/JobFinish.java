package io.busbar.bus.jobs.engine;

import io.busbar.bus.Tx;
import io.busbar.bus.jobs.JobPushes;
import io.busbar.bus.jobs.JobPushes.JobEnded;
import io.busbar.bus.jobs.JobStatus;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The consequences of the end of a job, for its parent and its owner. They are the same after a last step and after a cancellation. */
final class JobFinish {
    /**
     * A part of a statement after a part that is called {@code ended}: counts the ended child at its parent, and lets the parent continue
     * after the last one. The row lock of the parent orders the children that end at the same time, so exactly one of them is the last. A
     * parent that waits is not claimed; its fence rises all the same, because the progress is ordered by it.
     */
    static final String UPDATE_PARENT = """
        parent as (
          update bus.job as p
          set open_children = p.open_children - 1, fence = p.fence + 1,
              status = case when p.open_children = 1 then 'queued' else p.status end,
              due_at = case when p.open_children = 1 then clock_timestamp() else p.due_at end
          from ended where p.id = ended.parent and p.status = 'waiting'
          returning p.id, p.type, p.owner, p.children, p.open_children, p.fence)""";

    private JobFinish() {}

    /** Pushes the end to the owner; the children of a job are too many for that. */
    static void push(Tx tx, UUID id, String type, @Nullable UUID owner, @Nullable UUID parent, JobStatus status) {
        if (parent == null && owner != null) {
            tx.push(owner, JobPushes.ENDED, new JobEnded(id, type, status));
        }
    }
}
