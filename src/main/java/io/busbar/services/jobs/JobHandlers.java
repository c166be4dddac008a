package io.busbar.services.jobs;

import io.busbar.bus.Call;
import io.busbar.bus.Cursor;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Page;
import io.busbar.bus.Require;
import io.busbar.bus.jobs.JobDetails;
import io.busbar.bus.jobs.JobEntry;
import io.busbar.bus.jobs.JobResult;
import io.busbar.bus.jobs.Jobs;
import io.busbar.bus.jobs.Jobs.JobFilter;
import io.busbar.services.jobs.JobOperations.JobId;
import io.busbar.services.jobs.JobOperations.ListAllJobs;
import io.busbar.services.jobs.JobOperations.ListJobs;
import io.vertx.core.Future;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Handles the operations on jobs. Jobs of other users do not exist for anyone but operators. */
final class JobHandlers {
    private final Jobs jobs;

    JobHandlers(Jobs jobs) {
        this.jobs = jobs;
    }

    Future<Page<JobDetails>> list(ListJobs request, Call<Page<JobDetails>> call) {
        JobFilter filter = new JobFilter(call.userId(), request.type(), request.status(), request.parent());
        return page(filter, request.limit(), request.cursor())
                .map(page ->
                        new Page<>(page.items().stream().map(JobEntry::job).toList(), page.nextCursor(), page.total()));
    }

    Future<Page<JobEntry>> listAll(ListAllJobs request) {
        JobFilter filter = new JobFilter(request.owner(), request.type(), request.status(), request.parent());
        return page(filter, request.limit(), request.cursor());
    }

    Future<JobDetails> get(JobId request, Call<JobDetails> call) {
        return jobs.find(request.id(), call.userId()).map(found -> Require.present(found, JobHandlers::notFound));
    }

    Future<JobResult> getResult(JobId request, Call<JobResult> call) {
        UUID owner = call.userId();
        return jobs.find(request.id(), owner).compose(found -> {
            JobDetails job = Require.present(found, JobHandlers::notFound);
            Require.that(
                    job.status().isFinished(), () -> Failure.of(FailureCode.CONFLICT, "The job has not ended yet"));
            return jobs.findResult(request.id(), owner)
                    .map(result -> Require.present(result, () -> Failure.notFound("The job has no result")));
        });
    }

    Future<JobDetails> cancel(JobId request, Call<JobDetails> call) {
        UUID owner = call.userId();
        return call.change(tx -> jobs.cancel(tx, request.id(), owner)
                .map(found -> Require.present(found, JobHandlers::notFound).job()));
    }

    Future<JobEntry> cancelAny(JobId request, Call<JobEntry> call) {
        return call.change(
                tx -> jobs.cancel(tx, request.id(), null).map(found -> Require.present(found, JobHandlers::notFound)));
    }

    Future<JobEntry> retry(JobId request, Call<JobEntry> call) {
        return call.change(
                tx -> jobs.retry(tx, request.id()).map(found -> Require.present(found, JobHandlers::notFound)));
    }

    private Future<Page<JobEntry>> page(JobFilter filter, @Nullable Integer requestedLimit, @Nullable String cursor) {
        int limit = requestedLimit == null ? Page.DEFAULT_LIMIT : requestedLimit;
        return jobs.list(filter, cursor == null ? null : parseId(cursor), limit + 1)
                .map(found -> {
                    if (found.size() <= limit) {
                        return new Page<>(found, null, null);
                    }
                    List<JobEntry> page = found.subList(0, limit);
                    return new Page<>(page, Cursor.of(page.getLast().job().id()).encode(), null);
                });
    }

    private static UUID parseId(String cursor) {
        try {
            return UUID.fromString(Cursor.decode(cursor, 1).values().getFirst());
        } catch (IllegalArgumentException e) {
            throw Cursor.invalidCursor();
        }
    }

    private static Failure notFound() {
        return Failure.notFound("Job not found");
    }
}
