package io.busbar.bus.jobs;

import io.busbar.bus.Failure;
import io.busbar.bus.Tx;
import io.busbar.data.Upload;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The decision of a step. It is stored in the transaction that ends the step; {@link JobRun} creates outcomes. */
public sealed interface JobOutcome {
    /** The largest number of children that one step can start. */
    int MAX_CHILDREN = 10_000;

    /**
     * Another step follows.
     *
     * @param done  the number of items that are done
     * @param total the number of all items; null if it is not known
     * @param delay the pause before the next step
     */
    record NextStep(Record state, long done, @Nullable Long total, Duration delay) implements JobOutcome {}

    /** The job has succeeded; its result, if it has one, is kept as JSON. */
    record Succeeded(@Nullable Record result) implements JobOutcome {}

    /** The job has succeeded; its result is a file, which is kept as long as the job. */
    record SucceededWithFile(Upload file) implements JobOutcome {}

    /** The job waits until these children have ended; then its next step runs with this state and with the counts of the children. */
    record Children(Record state, List<Child> children) implements JobOutcome {
        public Children {
            children = List.copyOf(children);
            if (children.size() > MAX_CHILDREN) {
                throw new IllegalArgumentException(
                        "A step can start at most " + MAX_CHILDREN + " children, not " + children.size());
            }
        }
    }

    /** The job has failed and is not retried. The owner sees code and message. */
    record PermanentFailure(Failure failure) implements JobOutcome {}

    /** An outcome with a change that commits together with it. */
    record WithChange(JobOutcome outcome, Function<Tx, Future<?>> change) implements JobOutcome {}

    /** A job that is started as a child. */
    record Child(Job<?> job, Record state) {
        /** Creates a child whose state fits its job. */
        public static <S extends Record> Child of(Job<S> job, S state) {
            return new Child(job, state);
        }
    }

    /** Adds a change that commits together with this outcome, or not at all if the job was cancelled meanwhile. */
    default JobOutcome with(Function<Tx, Future<?>> change) {
        return new WithChange(this, change);
    }
}
