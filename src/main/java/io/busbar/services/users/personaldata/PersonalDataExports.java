package io.busbar.services.users.personaldata;

import io.busbar.bus.Call;
import io.busbar.bus.Empty;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Id;
import io.busbar.bus.Require;
import io.busbar.bus.Tx;
import io.busbar.bus.jobs.JobDetails;
import io.busbar.bus.jobs.JobOutcome;
import io.busbar.bus.jobs.JobRun;
import io.busbar.bus.jobs.JobStatus;
import io.busbar.bus.jobs.Jobs;
import io.busbar.bus.response.Download;
import io.busbar.data.Upload;
import io.busbar.services.users.PersonalDataOperations;
import io.busbar.services.users.PersonalDataOperations.Export;
import io.busbar.services.users.PersonalDataOperations.ExportStatus;
import io.vertx.core.Future;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Starts exports of a user's personal data as jobs, and shows them as exports. */
public final class PersonalDataExports {
    private final ExportStore store;
    private final Jobs jobs;
    private final ExportDocument document;

    public PersonalDataExports(ExportStore store, Jobs jobs, ExportDocument document) {
        this.store = store;
        this.jobs = jobs;
        this.document = document;
    }

    /** Returns a new export, or the one that is running. */
    public Future<Export> request(Tx tx, UUID user) {
        tx.auditSubject("user", user);
        return store.requireAccount(tx, user)
                .compose(found -> tx.startJob(PersonalDataOperations.EXPORT, user, Empty.INSTANCE))
                .recover(PersonalDataExports::explainLimit)
                .map(job -> toExport(job, null));
    }

    public Future<Export> get(Id request, Call<Export> call) {
        UUID user = call.userId();
        return find(request.id(), user)
                .compose(job -> job.status() == JobStatus.SUCCEEDED
                        ? file(job.id(), user).map(file -> toExport(job, file.size()))
                        : Future.succeededFuture(toExport(job, null)));
    }

    public Future<Download> download(Id request, Call<Download> call) {
        UUID user = call.userId();
        return find(request.id(), user).compose(job -> {
            Require.that(job.status() == JobStatus.SUCCEEDED, () -> Failure.notFound("The export is not ready"));
            return file(job.id(), user).map(file -> new Download(file, true));
        });
    }

    /** Builds the file; there is nothing to export any more if the account was erased meanwhile. */
    public Future<JobOutcome> build(JobRun<Empty> run) {
        UUID account = Require.present(Optional.ofNullable(run.owner()), PersonalDataExports::noSuchExport);
        return document.write(account, run.requestContext())
                .map(file -> file.isPresent() ? run.done(file.get()) : run.fail(noSuchExport()));
    }

    /** Returns the user's export; one that failed or was cancelled does not exist. */
    private Future<JobDetails> find(UUID id, UUID user) {
        return jobs.find(id, user)
                .map(found -> Require.present(
                        found.filter(job -> job.type().equals(PersonalDataOperations.EXPORT.type()))
                                .filter(job -> job.status() != JobStatus.FAILED && job.status() != JobStatus.CANCELLED),
                        PersonalDataExports::noSuchExport));
    }

    private Future<Upload> file(UUID id, UUID user) {
        return jobs.findResult(id, user)
                .map(result -> Require.present(
                                result.flatMap(found -> Optional.ofNullable(found.file())),
                                PersonalDataExports::noSuchExport)
                        .content());
    }

    private static Export toExport(JobDetails job, @Nullable Long size) {
        return new Export(
                job.id(),
                job.status() == JobStatus.SUCCEEDED ? ExportStatus.READY : ExportStatus.RUNNING,
                job.createdAt(),
                job.finishedAt(),
                job.expiresAt(),
                size);
    }

    private static Future<JobDetails> explainLimit(Throwable cause) {
        return Future.failedFuture(
                Failure.hasCode(cause, FailureCode.CONFLICT)
                        ? Failure.conflict("Export limit reached; exports expire after seven days", Map.of())
                        : cause);
    }

    private static Failure noSuchExport() {
        return Failure.noSuch("export");
    }
}
