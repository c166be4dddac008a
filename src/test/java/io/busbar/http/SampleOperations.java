package io.busbar.http;

import static io.busbar.bus.Access.anyone;
import static io.busbar.bus.Access.publicShared;
import static io.busbar.bus.Access.role;
import static io.busbar.bus.Access.signedIn;

import io.busbar.bus.Contract;
import io.busbar.bus.Empty;
import io.busbar.bus.FromCookie;
import io.busbar.bus.ListResult;
import io.busbar.bus.Operation;
import io.busbar.bus.PageRequest;
import io.busbar.bus.RateTier;
import io.busbar.bus.Role;
import io.busbar.bus.jobs.Job;
import io.busbar.bus.jobs.JobDetails;
import io.busbar.bus.response.BinaryContent;
import io.busbar.bus.response.Download;
import io.busbar.bus.response.Redirect;
import io.busbar.bus.response.SessionChange;
import io.busbar.bus.response.SessionCookie;
import io.busbar.bus.response.TextContent;
import io.busbar.data.Upload;
import io.busbar.data.listing.Page;
import io.busbar.data.listing.PageCount;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A contract with every kind of body and response. */
public interface SampleOperations {
    Contract SAMPLE = Contract.of("specimen", "Sample operations.");

    PageCount UNREAD = new PageCount("unread", "The number of unread things.");

    Operation<ListThings, Page<Thing>> LIST = SAMPLE.get("list", "/things")
            .summary("List things")
            .allow(publicShared())
            .takes(ListThings.class)
            .returnsPage(Thing.class, UNREAD);

    Operation<GetThing, Thing> GET = SAMPLE.get("get", "/things/{id}", "/thing/{id}")
            .summary("Get a thing")
            .allow(anyone())
            .takes(GetThing.class)
            .returns(Thing.class);

    Operation<Empty, TextContent> SPECIAL = SAMPLE.get("special", "/things/special")
            .summary("A literal beside a parameter")
            .allow(anyone())
            .returnsText("text/plain");

    Operation<MakeThing, Thing> MAKE = SAMPLE.post("make", "/things")
            .summary("A JSON body")
            .allow(signedIn())
            .maxRequestBytes(16 << 10)
            .takes(MakeThing.class)
            .creates(Thing.class);

    Operation<ChangeThing, Thing> CHANGE = SAMPLE.put("change", "/things/{id}")
            .summary("A path parameter and a JSON body")
            .allow(anyone())
            .takes(ChangeThing.class)
            .returns(Thing.class);

    Operation<GetThing, Empty> DELETE = SAMPLE.delete("delete", "/things/{id}")
            .summary("Delete a thing")
            .allow(role(Role.ADMIN))
            .takes(GetThing.class)
            .returnsEmpty();

    Operation<MakeThings, ListResult<Thing>> BULK = SAMPLE.post("bulk", "/things/bulk")
            .summary("A JSON array")
            .allow(anyone())
            .takesArray(MakeThings.class, "things")
            .createsList(Thing.class);

    Operation<Sealed, TextContent> RAW = SAMPLE.post("raw", "/raw")
            .summary("Raw bytes")
            .allow(anyone())
            .maxRequestBytes(1000)
            .takesRaw(Sealed.class, "bytes", "application/octet-stream", "text/plain")
            .returnsText("text/plain");

    Operation<Application, Applied> APPLY = SAMPLE.post("apply", "/applications")
            .summary("A form with files")
            .allow(anyone())
            .maxRequestBytes(1 << 20)
            .takesForm(Application.class)
            .creates(Applied.class);

    Operation<Store, Upload> STORE = SAMPLE.put("store", "/files/{folder}")
            .summary("A stream in")
            .allow(anyone())
            .maxRequestBytes(200 << 20)
            .timeout(Duration.ofSeconds(30))
            .takesStream(Store.class, "content")
            .returns(Upload.class);

    Operation<Store, Upload> STORE_QUICKLY = SAMPLE.put("storeQuickly", "/quick-files/{folder}")
            .summary("A stream in, with a short time limit")
            .allow(anyone())
            .timeout(Duration.ofMillis(300))
            .takesStream(Store.class, "content")
            .returns(Upload.class);

    Operation<Fetch, Download> FETCH = SAMPLE.get("fetch", "/files/{megabytes}")
            .summary("A stream out")
            .allow(anyone())
            .timeout(Duration.ofSeconds(30))
            .takes(Fetch.class)
            .returnsDownload();

    Operation<Empty, BinaryContent> BYTES =
            SAMPLE.get("bytes", "/bytes").summary("Bytes").allow(anyone()).returnsBytes("image/png");

    Operation<Empty, JobDetails> START = SAMPLE.post("start", "/things/exports")
            .summary("Starts a job")
            .allow(anyone())
            .starts(new Job<>("specimen.export", "Exports all things.", Empty.class));

    Operation<Empty, Redirect> REDIRECT = SAMPLE.get("redirect", "/redirect")
            .summary("A redirect")
            .allow(anyone())
            .redirects();

    Operation<SignIn, SessionChange<Thing>> SIGN_IN = SAMPLE.post("signIn", "/session")
            .summary("Sets cookies")
            .allow(anyone())
            .tier(RateTier.AUTH)
            .takes(SignIn.class)
            .changesSession(Thing.class);

    Operation<Empty, SessionChange<Thing>> SIGN_OUT = SAMPLE.post("signOut", "/session/end")
            .summary("Clears cookies")
            .allow(anyone())
            .changesSession(Thing.class);

    Operation<Empty, WhoAmI> ME =
            SAMPLE.get("me", "/me").summary("The caller").allow(signedIn()).returns(WhoAmI.class);

    Operation<Empty, WhoAmI> OPTIONAL_ME = SAMPLE.get("optionalMe", "/optional-me")
            .summary("The caller, if signed in")
            .allow(anyone())
            .returns(WhoAmI.class);

    Operation<Empty, TextContent> NEVER = SAMPLE.get("never", "/never")
            .summary("Never responds")
            .allow(anyone())
            .timeout(Duration.ofMillis(200))
            .returnsText("text/plain");

    Operation<Empty, TextContent> WAIT = SAMPLE.get("wait", "/wait")
            .summary("Responds when the test allows it")
            .allow(anyone())
            .timeout(Duration.ofSeconds(20))
            .returnsText("text/plain");

    Operation<Empty, TextContent> BROKEN = SAMPLE.get("broken", "/broken")
            .summary("Fails unexpectedly")
            .allow(anyone())
            .returnsText("text/plain");

    record ListThings(
            @Nullable @Size(min = 1, max = 80) String search,
            @Nullable @Size(max = 20) List<String> tag,
            PageRequest page) {}

    record GetThing(UUID id) {}

    record MakeThing(
            @NotBlank @Size(max = 80) String name,
            @Min(0) Integer count,
            @Nullable Boolean good,
            @Nullable @Size(max = 5) List<@Size(max = 20) String> tags) {}

    record ChangeThing(UUID id, @NotBlank String name) {}

    record MakeThings(@Size(min = 1, max = 3) List<MakeThing> things) {}

    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Sealed(@Nullable String label, byte[] bytes) {}

    record Application(
            @NotBlank @Size(max = 40) String title,
            @Nullable Integer count,
            Upload photo,
            @Nullable @Size(max = 5) List<Upload> more) {}

    record Applied(String title, @Nullable Integer count, Upload photo, List<Upload> more) {}

    record Store(String folder, Upload content) {}

    record Fetch(
            @Min(0) @Max(200) Integer megabytes,
            @Nullable Boolean save,
            @Nullable String type) {}

    record SignIn(
            @NotBlank String name,
            @Nullable @FromCookie(SessionCookie.DEVICE) String device) {}

    record Thing(UUID id, String name, int count) {}

    record WhoAmI(String name, @Nullable String ip, String requestId, String trace) {}
}
