package io.busbar.bus.jobs.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.busbar.bus.Changes;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.RequestContext;
import io.busbar.bus.Tx;
import io.busbar.bus.jobs.ExternalStep;
import io.busbar.bus.jobs.Job;
import io.busbar.bus.jobs.JobFileException;
import io.busbar.bus.jobs.JobRun;
import io.busbar.bus.jobs.JobStep;
import io.busbar.bus.json.Json;
import io.busbar.bus.outbox.ErrorDescription;
import io.busbar.bus.outbox.LeaseLostException;
import io.busbar.bus.outbox.RetryBackoff;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one step: its handler on the context of its verticle, then the outcome, or the failed attempt. */
final class StepExecution {
    private static final Logger LOG = LoggerFactory.getLogger(StepExecution.class);

    /** The time in which the outcome of an external step, or a failed attempt, must be stored. */
    private static final Duration COMMIT_TIMEOUT = Duration.ofSeconds(10);

    private final Changes changes;

    StepExecution(Changes changes) {
        this.changes = changes;
    }

    /** Runs a step. The returned future never fails. */
    Future<StepCommit> run(HeldStep held) {
        return run(held.runner(), held);
    }

    private <S extends Record> Future<StepCommit> run(LocalRunner<S> local, HeldStep held) {
        ClaimedStep step = held.step();
        if (step.attempt() > local.job().maxAttempts()) {
            return recordFailure(local, held, new IllegalStateException("the step was lost in every attempt"));
        }
        Promise<StepCommit> result = Promise.promise();
        local.context().runOnContext(now -> onContext(local, held).onComplete(result));
        return result.future().recover(cause -> recordFailure(local, held, cause));
    }

    private <S extends Record> Future<StepCommit> onContext(LocalRunner<S> local, HeldStep held) {
        try {
            JobRun<S> run = toRun(local.job(), held.step(), held::isLost);
            JobStep<S> transactional = local.runner().step();
            ExternalStep<S> external = local.runner().externalStep();
            if (transactional != null) {
                return changes.change(
                        run.requestContext(),
                        local.job().type(),
                        tx -> transactional
                                .run(tx, run)
                                .compose(outcome -> OutcomeWriter.write(tx, held.step(), outcome)));
            }
            if (external == null) {
                throw new IllegalStateException(local.job() + " has no step");
            }
            return external.run(run)
                    .timeout(local.job().stepTimeout().toMillis(), TimeUnit.MILLISECONDS)
                    .compose(outcome -> store(local.job(), tx -> OutcomeWriter.write(tx, held.step(), outcome)));
        } catch (Throwable thrown) {
            return Future.failedFuture(thrown);
        }
    }

    /**
     * Schedules another attempt, or marks the job as failed. If that fails as well, the lease expires and the step runs again. A handler
     * that is still running after its timeout learns that its outcome is refused.
     */
    private <S extends Record> Future<StepCommit> recordFailure(LocalRunner<S> local, HeldStep held, Throwable cause) {
        ClaimedStep step = held.step();
        if (cause instanceof LeaseLostException) {
            LOG.info(
                    "The outcome of {} {} was not stored: the step no longer belongs to this node",
                    step.type(),
                    step.id());
            return Future.succeededFuture(StepCommit.nothing("lost"));
        }
        held.markLost();
        boolean lastAttempt =
                isPermanent(cause) || step.attempt() >= local.job().maxAttempts();
        Duration backoff = RetryBackoff.after(local.job().initialBackoff(), step.attempt() - 1);
        LOG.warn(
                "{} {} failed in attempt {}; {}",
                step.type(),
                step.id(),
                step.attempt(),
                lastAttempt ? "no further attempt" : "retry in " + backoff,
                cause);
        Future<StepCommit> recorded = lastAttempt
                ? fail(local, step, cause)
                : store(local.job(), tx -> OutcomeWriter.postpone(tx, step, ErrorDescription.of(cause), backoff));
        return recorded.otherwise(recording -> {
            if (!(recording instanceof LeaseLostException)) {
                LOG.warn("The failed attempt of {} {} was not stored", step.type(), step.id(), recording);
            }
            return StepCommit.nothing("lost");
        });
    }

    /** Returns whether no further attempt can help. */
    private static boolean isPermanent(Throwable cause) {
        return cause instanceof UnreadableStateException || cause instanceof JobFileException;
    }

    /** Marks a job as failed. The dead-letter handler can't run if the state, which it needs, is unreadable. */
    private <S extends Record> Future<StepCommit> fail(LocalRunner<S> local, ClaimedStep step, Throwable cause) {
        String error = ErrorDescription.of(cause);
        return cause instanceof UnreadableStateException
                ? store(local.job(), tx -> OutcomeWriter.deadLetter(tx, step, toFailure(cause), error))
                : deadLetter(local, step, toFailure(cause), error);
    }

    /**
     * Marks a job as failed together with the effects of its dead-letter handler. If the handler fails, the job is marked without it:
     * otherwise its step would be claimed for ever.
     */
    private <S extends Record> Future<StepCommit> deadLetter(
            LocalRunner<S> local, ClaimedStep step, Failure failure, String error) {
        return store(
                        local.job(),
                        tx -> local.runner()
                                .deadLetterHandler()
                                .handle(tx, toRun(local.job(), step, () -> false))
                                .compose(handled -> OutcomeWriter.deadLetter(tx, step, failure, error)))
                .recover(cause -> {
                    if (cause instanceof LeaseLostException) {
                        return Future.failedFuture(cause);
                    }
                    LOG.error("The dead-letter handler of {} {} failed", step.type(), step.id(), cause);
                    String both = error + "; then the dead-letter handler: " + ErrorDescription.of(cause);
                    return store(local.job(), tx -> OutcomeWriter.deadLetter(tx, step, failure, both));
                });
    }

    private Future<StepCommit> store(Job<?> job, Function<Tx, Future<StepCommit>> work) {
        return changes.change(RequestContext.system(job.type(), COMMIT_TIMEOUT), job.type(), work);
    }

    /** Returns the failure that the owner sees. */
    private static Failure toFailure(Throwable cause) {
        return cause instanceof JobFileException ofFile
                ? ofFile.failure()
                : Failure.from(cause).orElseGet(() -> Failure.of(FailureCode.INTERNAL_SERVER_ERROR));
    }

    private static <S extends Record> JobRun<S> toRun(Job<S> job, ClaimedStep step, BooleanSupplier leaseLost) {
        try {
            return new JobRun<>(
                    step.id(),
                    step.owner(),
                    Json.mapper().readValue(step.state(), job.stateType()),
                    step.done(),
                    step.total(),
                    step.children(),
                    step.attempt(),
                    RequestContext.system(job.type(), job.stepTimeout()),
                    leaseLost);
        } catch (JsonProcessingException e) {
            throw new UnreadableStateException("The state of " + job.type() + " is not readable", e);
        }
    }

    /** No further attempt can help a job whose stored state does not fit its type. */
    private static final class UnreadableStateException extends RuntimeException {
        UnreadableStateException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
