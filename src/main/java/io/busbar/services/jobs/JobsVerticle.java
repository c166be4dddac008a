package io.busbar.services.jobs;

import static io.busbar.services.jobs.JobOperations.CANCEL;
import static io.busbar.services.jobs.JobOperations.CANCEL_ANY;
import static io.busbar.services.jobs.JobOperations.GET;
import static io.busbar.services.jobs.JobOperations.GET_RESULT;
import static io.busbar.services.jobs.JobOperations.JOB;
import static io.busbar.services.jobs.JobOperations.LIST;
import static io.busbar.services.jobs.JobOperations.LIST_ALL;
import static io.busbar.services.jobs.JobOperations.RETRY;

import io.busbar.bus.ServiceContext;
import io.busbar.bus.ServiceVerticle;
import io.busbar.bus.jobs.JobEntry;

/** Registers the handlers of the jobs service, with which users follow their jobs and operators control all of them. */
public final class JobsVerticle extends ServiceVerticle {
    public JobsVerticle(ServiceContext serviceContext) {
        super(JobOperations.JOBS, serviceContext);
    }

    @Override
    protected void configure() {
        JobHandlers jobHandlers = new JobHandlers(serviceContext().jobs());
        on(LIST, jobHandlers::list);
        on(GET, jobHandlers::get);
        on(GET_RESULT, jobHandlers::getResult);
        onChange(CANCEL, (tx, request) -> jobHandlers.cancel(tx, request).map(JobEntry::job));
        on(LIST_ALL, jobHandlers::listAll);
        onChange(CANCEL_ANY, jobHandlers::cancel);
        onChange(RETRY, jobHandlers::retry);
        owns(JOB, serviceContext().jobs()::findOwnership);
    }
}
