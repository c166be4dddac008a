package io.busbar.services.jobs;

import io.busbar.bus.Call;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Id;
import io.busbar.bus.Require;
import io.busbar.bus.jobs.JobDetails;
import io.busbar.bus.jobs.JobEntry;
import io.busbar.bus.jobs.JobResult;
import io.busbar.bus.jobs.Jobs;
import io.busbar.bus.jobs.Jobs.JobFilter;
import io.busbar.data.listing.Page;
import io.busbar.services.jobs.JobOperations.ListAllJobs;
import io.busbar.services.jobs.JobOperations.ListJobs;
import io.vertx.core.Future;
import java.util.UUID;

/** Handles the operations on jobs. Jobs of other users do not exist for anyone but operators. */
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

    Future<JobDetails> get(Id request, Call<JobDetails> call) {
        return jobs.find(request.id(), call.userId()).map(found -> Require.present(found, JobHandlers::notFound));
    }

    Future<JobResult> getResult(Id request, Call<JobResult> call) {
        UUID owner = call.userId();
        return jobs.find(request.id(), owner).compose(found -> {
            JobDetails job = Require.present(found, JobHandlers::notFound);
            Require.that(
                    job.status().isFinished(), () -> Failure.of(FailureCode.CONFLICT, "The job has not ended yet"));
            return jobs.findResult(request.id(), owner)
                    .map(result -> Require.present(result, () -> Failure.notFound("The job has no result")));
        });
    }

    Future<JobDetails> cancel(Id request, Call<JobDetails> call) {
        UUID owner = call.userId();
        return call.change(tx -> jobs.cancel(tx, request.id(), owner)
                .map(found -> Require.present(found, JobHandlers::notFound).job()));
    }

    Future<JobEntry> cancelAny(Id request, Call<JobEntry> call) {
        return call.change(
                tx -> jobs.cancel(tx, request.id(), null).map(found -> Require.present(found, JobHandlers::notFound)));
    }

    Future<JobEntry> retry(Id request, Call<JobEntry> call) {
        return call.change(
                tx -> jobs.retry(tx, request.id()).map(found -> Require.present(found, JobHandlers::notFound)));
    }

    private static Failure notFound() {
        return Failure.notFound("Job not found");
    }
}
