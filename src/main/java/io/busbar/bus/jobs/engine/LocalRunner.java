package io.busbar.bus.jobs.engine;

import io.busbar.bus.jobs.Job;
import io.busbar.bus.jobs.JobRunner;
import io.vertx.core.Context;

/** A job whose steps this node runs, on the Vert.x context of the verticle that registered it. */
record LocalRunner<S extends Record>(JobRunner<S> runner, Context context) {
    Job<S> job() {
        return runner.job();
    }

    boolean isTransactional() {
        return runner.step() != null;
    }
}
