package io.busbar.bus.jobs;

import io.busbar.bus.Failure;
import io.busbar.bus.Tx;
import io.busbar.data.Upload;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The decision of a step. It is stored in the transaction that ends the step; {@link JobRun} creates outcomes. */
public sealed interface JobOutcome {
    /** The largest number of children that one step can start. */
    int MAX_CHILDREN = 10_000;

    /** The largest number of bytes that one step can append to the job's file. */
    int MAX_APPENDED_BYTES = 1 << 20;

    /** The largest size of a file to which the steps of a job append. */
    long MAX_FILE_BYTES = 1L << 30;

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

    /**
     * The job has succeeded; its result is the file to which its steps have appended.
     *
     * @param done the number of items in the file; null if the total that the steps have reported is the number of items
     */
    record SucceededWithAppendedFile(
            String name, String mediaType, @Nullable Long done) implements JobOutcome {}

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

    /**
     * An outcome with effects that commit together with it.
     *
     * @param changes  in the order in which they run
     * @param appended the bytes that are added to the job's file
     */
    record WithEffects(JobOutcome outcome, List<Function<Tx, Future<?>>> changes, Buffer appended)
            implements JobOutcome {
        public WithEffects {
            changes = List.copyOf(changes);
            if (appended.length() > MAX_APPENDED_BYTES) {
                throw new JobFileException(
                        "A step can append at most " + MAX_APPENDED_BYTES + " bytes, not " + appended.length());
            }
            if (appended.length() > 0
                    && !(outcome instanceof NextStep || outcome instanceof SucceededWithAppendedFile)) {
                throw new JobFileException(
                        "Only a step that ends with next(…) or doneWithFile(…) can append to the file of its job");
            }
        }

        private static WithEffects of(JobOutcome outcome) {
            return outcome instanceof WithEffects effects
                    ? effects
                    : new WithEffects(outcome, List.of(), Buffer.buffer());
        }
    }

    /** A job that is started as a child. */
    record Child(Job<?> job, Record state) {
        /** Creates a child whose state fits its job. */
        public static <S extends Record> Child of(Job<S> job, S state) {
            return new Child(job, state);
        }
    }

    /** Adds a change that commits together with this outcome, or not at all if the job was cancelled meanwhile. */
    default JobOutcome with(Function<Tx, Future<?>> change) {
        WithEffects effects = WithEffects.of(this);
        List<Function<Tx, Future<?>>> changes = new ArrayList<>(effects.changes());
        changes.add(change);
        return new WithEffects(effects.outcome(), changes, effects.appended());
    }

    /**
     * Adds bytes to the file of the job. They are stored together with this outcome, so each part is in the file once, whatever happens to
     * the node. A step can append up to {@value #MAX_APPENDED_BYTES} bytes.
     *
     * <p>A job that was cancelled begins again before its first part if it is retried, and runs the steps after it once more. So a step that
     * appends, and each that follows it, has no other effect, or one that may be repeated.
     *
     * @throws JobFileException if the step appends more, or if this outcome can't append; the job then fails without another attempt
     */
    default JobOutcome append(Buffer bytes) {
        WithEffects effects = WithEffects.of(this);
        Buffer appended = Buffer.buffer().appendBuffer(effects.appended()).appendBuffer(bytes);
        return new WithEffects(effects.outcome(), effects.changes(), appended);
    }

    /** Adds text in UTF-8 to the file of the job. */
    default JobOutcome append(String text) {
        return append(Buffer.buffer(text));
    }
}
