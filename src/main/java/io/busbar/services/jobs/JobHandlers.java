package io.busbar.services.jobs;

import static io.busbar.services.jobs.JobOperations.JOB;

import io.busbar.bus.Call;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Id;
import io.busbar.bus.Require;
import io.busbar.bus.Tx;
import io.busbar.bus.jobs.JobDetails;
import io.busbar.bus.jobs.JobEntry;
import io.busbar.bus.jobs.JobResult;
import io.busbar.bus.jobs.Jobs;
import io.busbar.bus.jobs.Jobs.JobFilter;
import io.busbar.data.listing.Page;
import io.busbar.services.jobs.JobOperations.ListAllJobs;
import io.busbar.services.jobs.JobOperations.ListJobs;
import io.vertx.core.Future;

/** Handles the operations on jobs. */
final class JobHandlers {
    private final Jobs jobs;

    JobHandlers(Jobs jobs) {
        this.jobs = jobs;
    }

    Future<Page<JobDetails>> list(ListJobs request, Call<Page<JobDetails>> call) {
        JobFilter filter = new JobFilter(call.userId(), request.type(), request.status(), request.parent());
        return jobs.list(filter, request.page()).map(page -> page.map(JobEntry::job));
    }

    Future<Page<JobEntry>> listAll(ListAllJobs request) {
        JobFilter filter = new JobFilter(request.owner(), request.type(), request.status(), request.parent());
        return jobs.list(filter, request.page());
    }

    Future<JobDetails> get(Id request) {
        return jobs.find(request.id(), null).map(found -> Require.present(found, JOB::notFound));
    }

    Future<JobResult> getResult(Id request) {
        return jobs.find(request.id(), null).compose(found -> {
            JobDetails job = Require.present(found, JOB::notFound);
            Require.that(
                    job.status().isFinished(), () -> Failure.of(FailureCode.CONFLICT, "The job has not ended yet"));
            return jobs.findResult(request.id(), null)
                    .map(result -> Require.present(result, () -> Failure.notFound("The job has no result")));
        });
    }

    Future<JobEntry> cancel(Tx tx, Id request) {
        return jobs.cancel(tx, request.id(), null).map(found -> Require.present(found, JOB::notFound));
    }

    Future<JobEntry> retry(Tx tx, Id request) {
        return jobs.retry(tx, request.id()).map(found -> Require.present(found, JOB::notFound));
    }
}
