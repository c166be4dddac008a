package io.busbar.bus.jobs.engine;

import io.busbar.bus.jobs.JobPushes;
import io.busbar.bus.jobs.JobPushes.JobProgress;
import io.busbar.bus.outbox.StatePush;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * The consequences of a committed step.
 *
 * @param result     the name of the outcome in the metrics
 * @param readyTypes the types of the jobs that became due elsewhere: children, or the parent
 * @param nextDelay  the pause before the next step of the same job; negative if none follows
 * @param progress   the progress to report
 */
record StepCommit(String result, Set<String> readyTypes, Duration nextDelay, List<OwnedProgress> progress) {
    static final Duration NO_NEXT_STEP = Duration.ofMillis(-1);

    /**
     * The progress of a job.
     *
     * @param owner the user who may see it
     * @param fence the job's fence, which rises with each progress
     */
    record OwnedProgress(UUID owner, long fence, JobProgress progress) {
        StatePush toPush() {
            return StatePush.of(owner, JobPushes.PROGRESS, progress.id(), fence, progress);
        }
    }

    StepCommit {
        readyTypes = Set.copyOf(readyTypes);
        progress = List.copyOf(progress);
    }

    static StepCommit nothing(String result) {
        return new StepCommit(result, Set.of(), NO_NEXT_STEP, List.of());
    }

    static StepCommit nextStep(String result, Duration delay, List<OwnedProgress> progress) {
        return new StepCommit(result, Set.of(), delay, progress);
    }

    boolean hasNextStep() {
        return !nextDelay.isNegative();
    }
}
