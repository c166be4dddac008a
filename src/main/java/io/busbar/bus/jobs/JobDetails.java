package io.busbar.bus.jobs;

import io.busbar.bus.Doc;
import io.busbar.bus.FailureCode;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A job as its owner sees it. */
public record JobDetails(
        @Doc(value = "The job's ID. IDs rise with time.", example = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b11")
        UUID id,

        @Doc(value = "What the job does: the service and the name of the job.", example = "users.export")
        String type,

        @Doc(value = "The status. A `waiting` job waits for its children to end.", example = "running")
        JobStatus status,

        @Doc(value = "How many items are done.", example = "250")
        Long done,

        @Nullable @Doc(value = "How many items there are; absent if that is not known.", example = "1000")
        Long total,

        @Nullable @Doc("The counts of the children, if the job has any.")
        ChildCounts children,

        @Nullable
        @Doc(
                value = "The ID of the job that started this one as a child.",
                example = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b10")
        UUID parent,

        @Nullable @Doc("Why the job has failed.") JobError error,

        @Doc(value = "Whether the job has a result.", example = "false")
        Boolean hasResult,

        @Doc(value = "When the job was created.", example = "2026-11-20T09:30:00Z")
        OffsetDateTime createdAt,

        @Nullable @Doc(value = "When the first step began.", example = "2026-11-20T09:30:01Z")
        OffsetDateTime startedAt,

        @Nullable @Doc(value = "When the job ended.", example = "2026-11-20T09:31:00Z")
        OffsetDateTime finishedAt,

        @Nullable @Doc(value = "When the job and its result are removed.", example = "2026-11-27T09:31:00Z")
        OffsetDateTime expiresAt) {

    /** The reason for which a job has failed. */
    public record JobError(
            @Doc(value = "The failure code.", example = "NOT_FOUND")
            FailureCode code,

            @Doc(value = "The reason as a sentence.", example = "The entry was deleted")
            String message) {}
}
