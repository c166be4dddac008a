package io.busbar.http.openapi;

import static io.busbar.bus.Access.anyone;
import static io.busbar.bus.Access.role;
import static io.busbar.bus.Access.signedIn;

import io.busbar.bus.Contract;
import io.busbar.bus.Doc;
import io.busbar.bus.Empty;
import io.busbar.bus.FailureCode;
import io.busbar.bus.ListResult;
import io.busbar.bus.Operation;
import io.busbar.bus.RateTier;
import io.busbar.bus.Role;
import io.busbar.bus.response.BinaryContent;
import io.busbar.bus.response.Download;
import io.busbar.bus.response.Redirect;
import io.busbar.bus.response.SessionChange;
import io.busbar.bus.response.TextContent;
import io.busbar.data.Upload;
import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.testing.Roles;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.time.LocalTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A contract with every kind of body and response. */
interface DocumentedOperations {
    Contract KINDS = Contract.of("kinds", "One operation of every kind.");

    Operation<Thing, Thing> JSON = KINDS.put("replace", "/things/{id}", "/thing/{id}", "/old/things/{id}")
            .summary("Replace a thing")
            .allow(role(Role.ADMIN, Roles.PROFESSIONAL))
            .fails(FailureCode.NOT_FOUND, FailureCode.CONFLICT)
            .takes(Thing.class)
            .returns(Thing.class);
    Operation<Empty, ListResult<UserRole>> ITEMS =
            KINDS.get("items", "/items").summary("List").allow(anyone()).returnsList(UserRole.class);
    Operation<ScannedDocument, Thing> FORM = KINDS.post("scan", "/scans")
            .summary("Upload a scan")
            .allow(signedIn())
            .maxRequestBytes(10 << 20)
            .takesForm(ScannedDocument.class)
            .creates(Thing.class);
    Operation<Hook, Empty> RAW = KINDS.post("hook", "/hooks/{provider}")
            .summary("Hear from a provider")
            .allow(anyone())
            .takesRaw(Hook.class, "body", "application/json", "text/plain")
            .returnsEmpty();
    Operation<FileRequest, Thing> STREAM = KINDS.post("file", "/files")
            .summary("Store a file")
            .allow(signedIn())
            .takesStream(FileRequest.class, "content")
            .returnsAccepted(Thing.class);
    Operation<Empty, BinaryContent> BYTES =
            KINDS.get("bytes", "/bytes").summary("Get bytes").allow(anyone()).returnsBytes("image/png", "image/webp");
    Operation<Empty, Download> DOWNLOAD = KINDS.get("download", "/download")
            .summary("Get a file")
            .allow(anyone())
            .returnsDownload();
    Operation<Empty, TextContent> TEXT =
            KINDS.get("text", "/text").summary("Get text").allow(anyone()).returnsText("text/calendar");
    Operation<Empty, Redirect> REDIRECT = KINDS.get("redirect", "/redirect")
            .summary("Redirect")
            .allow(anyone())
            .redirects();
    Operation<Login, SessionChange<Thing>> SESSION = KINDS.post("login", "/login")
            .summary("Sign in")
            .allow(anyone())
            .tier(RateTier.AUTH)
            .takes(Login.class)
            .changesSession(Thing.class);

    @Doc("Something.")
    record Thing(
            @Doc("Its id.") UUID id,

            @NotBlank @Size(max = 80) @Doc(value = "What it is called.", example = "Drill")
            String name,

            @Min(1) @Max(9) int count,
            LocalTime opens,

            @Nullable @Doc(value = "Labels.", example = "[\"a\",\"b\"]") @Size(max = 5)
            List<@NotBlank String> labels,

            @Nullable Part part) {}

    record Part(@NotBlank String name, @Nullable String note) {}

    record ScannedDocument(
            @NotBlank String subject,
            Upload scan,
            @Nullable @Size(max = 3) List<Upload> more) {}

    @SuppressWarnings("ArrayRecordComponent") // as an operation that takes raw bytes has it
    record Hook(
            @Doc(value = "Who.", example = "stripe") String provider,
            byte[] body,
            @Nullable String signature) {}

    record FileRequest(
            Upload content,

            @Nullable @Doc(value = "Where to.", example = "inbox")
            String folder) {}

    record Login(@NotBlank String identifier, @NotBlank String password) {}
}
