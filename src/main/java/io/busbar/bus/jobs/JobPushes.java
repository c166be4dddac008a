package io.busbar.bus.jobs;

import io.busbar.bus.Doc;
import io.busbar.bus.Push;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The pushes to the owner of a job. */
public interface JobPushes {
    Push<JobProgress> PROGRESS = new Push<>(
            "job:progress",
            "A job made progress. Only the latest value counts: it is not numbered and is sent at most four times a second.",
            JobProgress.class,
            false);

    Push<JobEnded> ENDED = new Push<>("job:ended", "A job has succeeded, failed or was cancelled.", JobEnded.class);

    /** The progress of a job. */
    record JobProgress(
            @Doc(value = "The job's ID.", example = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b11")
            UUID id,

            @Doc(value = "The type of the job.", example = "users.export")
            String type,

            @Doc(value = "How many items are done.", example = "250")
            Long done,

            @Nullable @Doc(value = "How many items there are; absent if that is not known.", example = "1000")
            Long total) {}

    /** The end of a job. */
    record JobEnded(
            @Doc(value = "The job's ID.", example = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b11")
            UUID id,

            @Doc(value = "The type of the job.", example = "users.export")
            String type,

            @Doc(value = "How the job ended.", example = "succeeded")
            JobStatus status) {}
}
