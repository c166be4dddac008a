package io.busbar.services.users;

import static io.busbar.bus.Access.noImpersonation;
import static io.busbar.bus.Access.signedIn;
import static io.busbar.bus.FailureCode.CONFLICT;
import static io.busbar.bus.FailureCode.FORBIDDEN;
import static io.busbar.bus.FailureCode.NOT_FOUND;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.busbar.bus.Cursor;
import io.busbar.bus.Doc;
import io.busbar.bus.Empty;
import io.busbar.bus.Operation;
import io.busbar.bus.Page;
import io.busbar.bus.WireNames;
import io.busbar.bus.response.Download;
import io.busbar.services.users.UserAdminOperations.AccountDeleted;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What people can ask about what is kept about them: to see it, to have it, to have it gone. */
public interface PersonalDataOperations {

    /** How far an export is. */
    enum ExportStatus {
        RUNNING,
        READY;

        private static final WireNames<ExportStatus> NAMES = WireNames.of(ExportStatus.class);

        @JsonValue
        String wireName() {
            return NAMES.name(this);
        }

        /** Reads the name on the wire; anything else is an {@link IllegalArgumentException}. */
        @JsonCreator
        public static ExportStatus of(String wireName) {
            return NAMES.parse(wireName);
        }
    }

    /** Who did something, as seen by the person it is about. */
    enum ActorKind {
        SELF,
        /** Somebody not signed in: mostly the person, before they were. */
        ANONYMOUS,
        ADMIN,
        /** Another person. */
        OTHER,
        SYSTEM;

        private static final WireNames<ActorKind> NAMES = WireNames.of(ActorKind.class);

        @JsonValue
        String wireName() {
            return NAMES.name(this);
        }
    }

    Operation<Empty, AccountDeleted> DELETE_ACCOUNT = UsersOperations.USERS
            .delete("deleteAccount", "/users/account")
            .summary("Delete one's own account")
            .description(
                    "Ends every session at once. Signing in within the grace period takes it back; after it, all that is personal is erased.")
            .allow(noImpersonation())
            .fails(NOT_FOUND, CONFLICT)
            .returns(AccountDeleted.class);

    Operation<ListActivity, Page<Activity>> LIST_ACTIVITY = UsersOperations.USERS
            .get("listActivity", "/users/{id}/activity")
            .summary("Read what a user did, and what was done about them")
            .description("For the person and for admins; the newest first. The person does not see which admin it was.")
            .allow(signedIn())
            .fails(FORBIDDEN)
            .takes(ListActivity.class)
            .returnsPage(Activity.class);

    Operation<Empty, Export> CREATE_EXPORT = UsersOperations.USERS
            .post("createExport", "/exports")
            .summary("Ask for all of one's data")
            .description(
                    "Made in the background; there for seven days. While one is being made, asking again leads to it.")
            .allow(noImpersonation())
            .fails(NOT_FOUND, CONFLICT)
            .accepts(Export.class);

    Operation<GetExport, Export> GET_EXPORT = UsersOperations.USERS
            .get("getExport", "/exports/{id}")
            .summary("See how far an export is")
            .allow(noImpersonation())
            .fails(NOT_FOUND)
            .takes(GetExport.class)
            .returns(Export.class);

    Operation<GetExport, Download> DOWNLOAD_EXPORT = UsersOperations.USERS
            .get("downloadExport", "/exports/{id}/download")
            .summary("Download an export")
            .description("A JSON file. Not found before it is ready and after seven days.")
            .allow(noImpersonation())
            .fails(NOT_FOUND)
            .takes(GetExport.class)
            .returnsDownload();

    /** Whose, and which page. */
    record ListActivity(
            @NotNull @Doc("The user.") UUID id,

            @Nullable @Min(1) @Max(Page.MAX_LIMIT) @Doc(value = "How many at most; 50 unless given.", example = "20")
            Integer limit,

            @Nullable @Size(min = 1, max = Cursor.MAX_LENGTH) @Doc("Where the last page ended; from its `Link` header.")
            String cursor) {}

    /** One thing that happened. */
    record Activity(
            @NotNull @Doc(value = "Its id; rises with time.", example = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b11")
            UUID id,

            @NotNull @Doc(value = "When.", example = "2026-11-20T09:30:00Z")
            OffsetDateTime at,

            @NotNull @Doc(value = "What was done.", example = "users.updateProfile")
            String action,

            @NotNull
            @Doc(
                    value = "Who did it; `anonymous` is somebody not signed in, mostly the person before they were.",
                    example = "self")
            ActorKind by,

            @Nullable
            @Doc(value = "Which person or program; for admins.", example = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b12")
            String actor,

            @NotNull @Doc(value = "Whether an admin acted as the person.", example = "false")
            Boolean impersonated,

            @Nullable
            @Doc(value = "Where the request came from; what others did only for admins.", example = "203.0.113.7")
            String ip,

            @NotNull
            @Size(max = 1000)
            @Doc(value = "What it was about.", example = "[\"user:0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b12\"]")
            List<String> subjects,

            @NotNull @Doc(value = "The request behind it.", example = "req_4bf92f3577b34da6")
            String requestId) {}

    /** Which export. */
    record GetExport(@NotNull @Doc("The export.") UUID id) {}

    /** An export of one's data. */
    record Export(
            @NotNull @Doc(value = "Its id.", example = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b11")
            UUID id,

            @NotNull @Doc(value = "How far it is.", example = "running")
            ExportStatus status,

            @NotNull @Doc(value = "When it was asked for.", example = "2026-11-20T09:30:00Z")
            OffsetDateTime requestedAt,

            @Nullable @Doc(value = "When it was ready.", example = "2026-11-20T09:30:01Z")
            OffsetDateTime finishedAt,

            @Nullable @Doc(value = "When it will be gone.", example = "2026-11-27T09:30:01Z")
            OffsetDateTime expiresAt,

            @Nullable @Doc(value = "Bytes of the file.", example = "18231")
            Long size) {}
}
