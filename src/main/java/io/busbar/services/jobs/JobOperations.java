package io.busbar.services.jobs;

import static io.busbar.bus.Access.owner;
import static io.busbar.bus.Access.role;
import static io.busbar.bus.Access.signedIn;
import static io.busbar.bus.FailureCode.CONFLICT;
import static io.busbar.bus.FailureCode.NOT_FOUND;
import static io.busbar.bus.Role.ADMIN;

import io.busbar.bus.Contract;
import io.busbar.bus.Doc;
import io.busbar.bus.Id;
import io.busbar.bus.Operation;
import io.busbar.bus.PageRequest;
import io.busbar.bus.Push;
import io.busbar.bus.jobs.JobDetails;
import io.busbar.bus.jobs.JobEntry;
import io.busbar.bus.jobs.JobPushes;
import io.busbar.bus.jobs.JobPushes.JobEnded;
import io.busbar.bus.jobs.JobPushes.JobProgress;
import io.busbar.bus.jobs.JobResult;
import io.busbar.bus.jobs.JobStatus;
import io.busbar.bus.permissions.ResourceType;
import io.busbar.data.listing.Page;
import jakarta.validation.constraints.Size;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Operations on jobs: long-running work that other operations start. */
public interface JobOperations {
    Contract JOBS = Contract.of("jobs", "Follow, cancel and retry long-running work, and download its results.")
            .holdsNoPersonalData();

    ResourceType JOB = JOBS.hiddenResource("job");

    Push<JobProgress> PROGRESS = JOBS.push(JobPushes.PROGRESS);

    Push<JobEnded> ENDED = JOBS.push(JobPushes.ENDED);

    Operation<ListJobs, Page<JobDetails>> LIST = JOBS.get("list", "/jobs")
            .summary("List the signed-in user's jobs")
            .description(
                    "Returns the jobs that the user has started, most recent first. With `parent` it returns the children of that job.")
            .allow(signedIn())
            .takes(ListJobs.class)
            .returnsPage(JobDetails.class);

    Operation<Id, JobDetails> GET = JOBS.get("get", "/jobs/{id}")
            .summary("Get a job")
            .description(
                    "Returns status and progress. Browsers get both as the pushes `job:progress` and `job:ended`, too.")
            .allow(owner())
            .on(JOB, "id")
            .fails(NOT_FOUND)
            .takes(Id.class)
            .returns(JobDetails.class);

    Operation<Id, JobDetails> CANCEL = JOBS.delete("cancel", "/jobs/{id}")
            .summary("Cancel a job")
            .description(
                    "Cancels the job and its children. A step that is running has no effect any more, and a file that the job was making is"
                            + " removed. A job that has ended stays as it is.")
            .allow(owner().withoutImpersonation())
            .on(JOB, "id")
            .fails(NOT_FOUND)
            .takes(Id.class)
            .returns(JobDetails.class);

    Operation<Id, JobResult> GET_RESULT = JOBS.get("getResult", "/jobs/{id}/result")
            .summary("Get the result of a job")
            .description(
                    "Returns a file or a JSON object, depending on the type of the job. Fails with 409 while the job has not ended, and"
                            + " with 404 if it has no result.")
            .allow(owner().withoutImpersonation())
            .on(JOB, "id")
            .fails(NOT_FOUND, CONFLICT)
            .takes(Id.class)
            .returnsJobResult();

    Operation<ListAllJobs, Page<JobEntry>> LIST_ALL = JOBS.get("listAll", "/admin/jobs")
            .summary("List all jobs")
            .description("Returns the jobs of all users and of the system, most recent first.")
            .allow(role(ADMIN))
            .takes(ListAllJobs.class)
            .returnsPage(JobEntry.class);

    Operation<Id, JobEntry> CANCEL_ANY = JOBS.delete("cancelAny", "/admin/jobs/{id}")
            .summary("Cancel a job of any user")
            .description("Cancels the job and its children, as its owner could. A job that has ended stays as it is.")
            .allow(role(ADMIN))
            .fails(NOT_FOUND)
            .takes(Id.class)
            .returns(JobEntry.class);

    Operation<Id, JobEntry> RETRY = JOBS.post("retry", "/admin/jobs/{id}/retry")
            .summary("Retry a job")
            .description(
                    "Runs a failed or cancelled job again from its last step; a file that was removed when the job was cancelled is made anew."
                            + " If the job has failed or cancelled children, these run again"
                            + " and the job waits for them. Fails with 409 if there is nothing to retry, or if the user can have one active"
                            + " job of this type and has another one.")
            .allow(role(ADMIN))
            .fails(NOT_FOUND, CONFLICT)
            .takesParameters(Id.class)
            .returns(JobEntry.class);

    /** The filters and the page of a list of one's own jobs. */
    record ListJobs(
            @Nullable @Size(min = 1, max = 100) @Doc(value = "Only return jobs of this type.", example = "users.export")
            String type,

            @Nullable @Doc(value = "Only return jobs with this status.", example = "running")
            JobStatus status,

            @Nullable @Doc(value = "Return the children of this job.", example = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b11")
            UUID parent,

            PageRequest page) {}

    /** The filters and the page of a list of all jobs. */
    record ListAllJobs(
            @Nullable @Doc(value = "Only return jobs of this user.", example = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b12")
            UUID owner,

            @Nullable @Size(min = 1, max = 100) @Doc(value = "Only return jobs of this type.", example = "users.export")
            String type,

            @Nullable @Doc(value = "Only return jobs with this status.", example = "failed")
            JobStatus status,

            @Nullable @Doc(value = "Return the children of this job.", example = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b11")
            UUID parent,

            PageRequest page) {}
}
