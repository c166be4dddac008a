package io.busbar.bus;

import io.busbar.bus.jobs.ExternalStep;
import io.busbar.bus.jobs.Job;
import io.busbar.bus.jobs.JobRunner;
import io.busbar.bus.jobs.JobStep;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.HashMap;
import java.util.Map;

/**
 * A service on one node. A subclass registers its operation handlers, subscribers and jobs in {@link #configure()}. The start fails if an
 * operation of the contract has no handler, or a job has no step.
 */
public abstract class ServiceVerticle extends VerticleBase {
    private final Contract contract;
    private final ServiceContext serviceContext;
    private final Map<String, OperationHandler<?, ?>> operationHandlers = new HashMap<>();
    private final Map<String, JobRunner<?>> jobRunners = new HashMap<>();

    /** Runs on the thread that deploys the verticle: slow preparation belongs here and not on the event loop. */
    protected ServiceVerticle(Contract contract, ServiceContext serviceContext) {
        this.contract = contract;
        this.serviceContext = serviceContext;
        serviceContext.serviceHost().prepareReaders(contract);
    }

    /** Registers the handlers of all operations, the subscribers, and the steps of all jobs. */
    protected abstract void configure();

    protected final <I, O> void on(Operation<I, O> operation, OperationHandler<I, O> operationHandler) {
        if (operationHandlers.put(operation.action(), operationHandler) != null) {
            throw new IllegalStateException(operation.name() + " has two handlers");
        }
    }

    protected final void subscribe(Subscriber subscriber) {
        serviceContext.subscriberRegistry().accept(subscriber);
    }

    /** Runs the steps of a job in transactions. */
    protected final <S extends Record> JobRunner<S> run(Job<S> job, JobStep<S> step) {
        return register(JobRunner.of(job, step));
    }

    /** Runs the steps of a job without a transaction, because they call other services or have effects outside PostgreSQL. */
    protected final <S extends Record> JobRunner<S> run(Job<S> job, ExternalStep<S> step) {
        return register(JobRunner.of(job, step));
    }

    private <S extends Record> JobRunner<S> register(JobRunner<S> runner) {
        jobRunners.put(runner.job().type(), runner);
        return runner;
    }

    protected final ServiceContext serviceContext() {
        return serviceContext;
    }

    /** Completes when the service accepts calls. */
    @Override
    public final Future<?> start() {
        configure();
        contract.jobs().forEach(job -> serviceContext.jobRegistry().accept(runnerOf(job)));
        return serviceContext.serviceHost().register(contract, Map.copyOf(operationHandlers), serviceContext.changes());
    }

    private JobRunner<?> runnerOf(Job<?> job) {
        JobRunner<?> runner = jobRunners.get(job.type());
        if (runner == null) {
            throw new IllegalStateException(job.type() + " has no step");
        }
        return runner;
    }

    @Override
    public final Future<?> stop() {
        serviceContext.serviceHost().removeLocalInstance(contract);
        return onStop();
    }

    /** Releases what {@link #configure()} acquired beyond handlers and subscribers. */
    protected Future<?> onStop() {
        return Future.succeededFuture();
    }
}
