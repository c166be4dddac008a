package io.busbar.bus.jobs;

import io.busbar.bus.Tx;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** A job with the code that runs its steps. */
public final class JobRunner<S extends Record> {
    private final Job<S> job;
    private final @Nullable JobStep<S> step;
    private final @Nullable ExternalStep<S> externalStep;
    private DeadLetterHandler<S> deadLetterHandler = (tx, run) -> Future.succeededFuture();

    /** Handles a job whose step failed every attempt, in the transaction that marks the job as failed. */
    @FunctionalInterface
    public interface DeadLetterHandler<S extends Record> {
        Future<?> handle(Tx tx, JobRun<S> run);
    }

    private JobRunner(Job<S> job, @Nullable JobStep<S> step, @Nullable ExternalStep<S> externalStep) {
        this.job = job;
        this.step = step;
        this.externalStep = externalStep;
    }

    public static <S extends Record> JobRunner<S> of(Job<S> job, JobStep<S> step) {
        return new JobRunner<>(job, step, null);
    }

    public static <S extends Record> JobRunner<S> of(Job<S> job, ExternalStep<S> step) {
        return new JobRunner<>(job, null, step);
    }

    /**
     * Sets the handler that runs in the transaction that marks the job as failed after its last attempt. If the handler fails, the job is
     * marked as failed without its effects. It is not called for a state that can't be read.
     */
    public JobRunner<S> onDeadLetter(DeadLetterHandler<S> handler) {
        deadLetterHandler = handler;
        return this;
    }

    public Job<S> job() {
        return job;
    }

    /** Returns the step that runs in a transaction; null if the steps are external. */
    public @Nullable JobStep<S> step() {
        return step;
    }

    /** Returns the step that runs without a transaction; null if the steps are transactional. */
    public @Nullable ExternalStep<S> externalStep() {
        return externalStep;
    }

    public DeadLetterHandler<S> deadLetterHandler() {
        return deadLetterHandler;
    }
}
