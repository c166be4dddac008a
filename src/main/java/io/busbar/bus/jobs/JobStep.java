package io.busbar.bus.jobs;

import io.busbar.bus.Tx;
import io.vertx.core.Future;

/**
 * Runs one step whose effects stay in PostgreSQL: they commit together with the job's state and progress. It may run again after a conflict
 * with another transaction.
 */
@FunctionalInterface
public interface JobStep<S extends Record> {
    Future<JobOutcome> run(Tx tx, JobRun<S> run);
}
