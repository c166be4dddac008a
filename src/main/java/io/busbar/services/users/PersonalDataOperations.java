package io.busbar.services.users;

import static io.busbar.bus.Access.noImpersonation;
import static io.busbar.bus.Access.signedIn;
import static io.busbar.bus.FailureCode.CONFLICT;
import static io.busbar.bus.FailureCode.FORBIDDEN;
import static io.busbar.bus.FailureCode.NOT_FOUND;
import static io.busbar.services.users.UsersOperations.USERS;

import io.busbar.bus.Doc;
import io.busbar.bus.Empty;
import io.busbar.bus.Id;
import io.busbar.bus.Operation;
import io.busbar.bus.PageRequest;
import io.busbar.bus.jobs.Job;
import io.busbar.bus.response.Download;
import io.busbar.data.listing.Page;
import io.busbar.services.users.UserAdminOperations.AccountDeleted;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Operations on a user's personal data: the activity log, exports and the deletion of the account. */
public interface PersonalDataOperations {

    /** The statuses of an export. */
    enum ExportStatus {
        RUNNING,
        READY
    }

    /** The kinds of actors, from the point of view of the user whose activity it is. */
    enum ActorKind {
        SELF,
        /** A caller who was not signed in, usually the user before signing in. */
        ANONYMOUS,
        ADMIN,
        /** Another user. */
        OTHER,
        SYSTEM
    }

    /** With pauses that double from two seconds up to an hour, the attempts last slightly longer than a day. */
    Job<Empty> EXPORT = USERS.job("export", "Builds a file with a user's personal data.", Empty.class)
            .concurrency(2)
            .onePerOwner()
            .maxPerOwner(5)
            .maxAttempts(36, Duration.ofSeconds(2))
            .keepFor(Duration.ofDays(7));

    Operation<Empty, AccountDeleted> DELETE_ACCOUNT = USERS.delete("deleteAccount", "/users/account")
            .summary("Delete the signed-in user's account")
            .description(
                    "Ends all sessions. Signing in within the grace period cancels the deletion; afterwards all personal data is erased.")
            .allow(noImpersonation())
            .fails(NOT_FOUND, CONFLICT)
            .returns(AccountDeleted.class);

    Operation<ListActivity, Page<Activity>> LIST_ACTIVITY = USERS.get("listActivity", "/users/{id}/activity")
            .summary("List the activity of a user")
            .description(
                    "Returns what the user did and what others did to the account, most recent first. Only the user and admins may read it."
                            + " The user does not see which admin acted.")
            .allow(signedIn())
            .fails(FORBIDDEN)
            .takes(ListActivity.class)
            .returnsPage(Activity.class);

    Operation<Empty, Export> CREATE_EXPORT = USERS.post("createExport", "/exports")
            .summary("Create an export of personal data")
            .description(
                    "The export is built in the background and kept for seven days. Returns the running export if there is one."
                            + " It is a job, which `GET /jobs/{id}` shows under the same ID.")
            .allow(noImpersonation())
            .fails(NOT_FOUND, CONFLICT)
            .returnsAccepted(Export.class);

    Operation<Id, Export> GET_EXPORT = USERS.get("getExport", "/exports/{id}")
            .summary("Get an export")
            .allow(noImpersonation())
            .fails(NOT_FOUND)
            .takes(Id.class)
            .returns(Export.class);

    Operation<Id, Download> DOWNLOAD_EXPORT = USERS.get("downloadExport", "/exports/{id}/download")
            .summary("Download an export")
            .description("Returns a JSON file. Fails with 404 before the export is ready and after it has expired.")
            .allow(noImpersonation())
            .fails(NOT_FOUND)
            .takes(Id.class)
            .returnsDownload();

    /** Selects the user whose activity is listed. */
    record ListActivity(@Doc("The user's ID.") UUID id, PageRequest page) {}

    /** An entry of the activity log. */
    record Activity(
            @Doc(value = "The ID of the entry. IDs rise with time.", example = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b11")
            UUID id,

            @Doc(value = "When it happened.", example = "2026-11-20T09:30:00Z")
            OffsetDateTime at,

            @Doc(value = "The operation.", example = "users.updateProfile")
            String action,

            @Doc(
                    value =
                            "The kind of actor; `anonymous` is a caller who was not signed in, usually the user before signing in.",
                    example = "self")
            ActorKind by,

            @Nullable
            @Doc(
                    value = "The user or program that acted. Only admins see it.",
                    example = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b12")
            String actor,

            @Doc(value = "Whether an admin impersonated the user.", example = "false")
            Boolean impersonated,

            @Nullable
            @Doc(
                    value = "The IP address of the request. For actions of others only admins see it.",
                    example = "203.0.113.7")
            String ip,

            @Size(max = 1000)
            @Doc(value = "The affected objects.", example = "[\"user:0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b12\"]")
            List<String> subjects,

            @Doc(value = "The ID of the request.", example = "req_4bf92f3577b34da6")
            String requestId) {}

    /** An export of personal data. */
    record Export(
            @Doc(value = "The export's ID.", example = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b11")
            UUID id,

            @Doc(value = "The status of the export.", example = "running")
            ExportStatus status,

            @Doc(value = "When the export was requested.", example = "2026-11-20T09:30:00Z")
            OffsetDateTime requestedAt,

            @Nullable @Doc(value = "When the export was finished.", example = "2026-11-20T09:30:01Z")
            OffsetDateTime finishedAt,

            @Nullable @Doc(value = "When the export expires.", example = "2026-11-27T09:30:01Z")
            OffsetDateTime expiresAt,

            @Nullable @Doc(value = "The size of the file in bytes.", example = "18231")
            Long size) {}
}
