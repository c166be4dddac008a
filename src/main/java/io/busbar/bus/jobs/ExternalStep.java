package io.busbar.bus.jobs;

import io.vertx.core.Future;

/**
 * Runs one step with calls to other services or effects outside PostgreSQL, without holding a transaction. The outcome commits only if no
 * other node has taken over and the job was not cancelled; the step may run again after a crash.
 */
@FunctionalInterface
public interface ExternalStep<S extends Record> {
    Future<JobOutcome> run(JobRun<S> run);
}
