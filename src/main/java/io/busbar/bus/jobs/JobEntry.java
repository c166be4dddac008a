package io.busbar.bus.jobs;

import io.busbar.bus.Doc;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A job as operators see it. The state, which may hold personal data, is not part of it. */
public record JobEntry(
        @Doc("The job as its owner sees it.") JobDetails job,

        @Nullable
        @Doc(
                value = "The user who started the job; absent for the system's own jobs.",
                example = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b12")
        UUID owner,

        @Doc(value = "The attempts of the current step.", example = "1")
        Integer attempts,

        @Nullable
        @Doc(
                value = "The error of the latest failed attempt. The log has details under the job's ID.",
                example = "SERVICE_UNAVAILABLE: The service is temporarily unavailable")
        String lastError) {}
