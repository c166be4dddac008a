package io.busbar.http;

import static io.busbar.bus.Access.alike;
import static io.busbar.bus.Access.anyone;
import static io.busbar.bus.Access.only;
import static io.busbar.bus.Access.signedIn;

import io.busbar.bus.Bytes;
import io.busbar.bus.Contract;
import io.busbar.bus.Download;
import io.busbar.bus.FromCookie;
import io.busbar.bus.Items;
import io.busbar.bus.Nothing;
import io.busbar.bus.Operation;
import io.busbar.bus.Page;
import io.busbar.bus.RateTier;
import io.busbar.bus.Redirect;
import io.busbar.bus.Role;
import io.busbar.bus.SessionChange;
import io.busbar.bus.SessionCookie;
import io.busbar.bus.Text;
import io.busbar.bus.Upload;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A contract with every kind of body and answer there is. */
public interface Specimen {
    Contract SPECIMEN = Contract.of("specimen", "One of each kind.");

    Operation<ListThings, Page<Thing>> LIST = SPECIMEN.get("list", "/things")
            .summary("A page")
            .allow(alike())
            .takes(ListThings.class)
            .answersPage(Thing.class);

    Operation<GetThing, Thing> GET = SPECIMEN.get("get", "/things/{id}", "/thing/{id}")
            .summary("One")
            .allow(anyone())
            .takes(GetThing.class)
            .answers(Thing.class);

    Operation<Nothing, Text> SPECIAL = SPECIMEN.get("special", "/things/special")
            .summary("A literal beside a parameter")
            .allow(anyone())
            .answersText("text/plain");

    Operation<MakeThing, Thing> MAKE = SPECIMEN.post("make", "/things")
            .summary("A JSON body")
            .allow(signedIn())
            .maxRequest(16 << 10)
            .takes(MakeThing.class)
            .creates(Thing.class);

    Operation<ChangeThing, Thing> CHANGE = SPECIMEN.put("change", "/things/{id}")
            .summary("A path parameter and a JSON body")
            .allow(anyone())
            .takes(ChangeThing.class)
            .answers(Thing.class);

    Operation<GetThing, Nothing> DELETE = SPECIMEN.delete("delete", "/things/{id}")
            .summary("Nothing to say")
            .allow(only(Role.ADMIN))
            .takes(GetThing.class)
            .answersNothing();

    Operation<MakeThings, Items<Thing>> BULK = SPECIMEN.post("bulk", "/things/bulk")
            .summary("A JSON array")
            .allow(anyone())
            .takesArray(MakeThings.class, "things")
            .createsItems(Thing.class);

    Operation<Sealed, Text> RAW = SPECIMEN.post("raw", "/raw")
            .summary("Raw bytes")
            .allow(anyone())
            .maxRequest(1000)
            .takesRaw(Sealed.class, "bytes", "application/octet-stream", "text/plain")
            .answersText("text/plain");

    Operation<Application, Applied> APPLY = SPECIMEN.post("apply", "/applications")
            .summary("A form with files")
            .allow(anyone())
            .maxRequest(1 << 20)
            .takesForm(Application.class)
            .creates(Applied.class);

    Operation<Store, Upload> STORE = SPECIMEN.put("store", "/files/{folder}")
            .summary("A stream in")
            .allow(anyone())
            .maxRequest(200 << 20)
            .within(Duration.ofSeconds(30))
            .takesStream(Store.class, "content")
            .answers(Upload.class);

    Operation<Fetch, Download> FETCH = SPECIMEN.get("fetch", "/files/{megabytes}")
            .summary("A stream out")
            .allow(anyone())
            .within(Duration.ofSeconds(30))
            .takes(Fetch.class)
            .answersStream();

    Operation<Nothing, Bytes> BYTES =
            SPECIMEN.get("bytes", "/bytes").summary("Bytes").allow(anyone()).answersBytes("image/png");

    Operation<Nothing, Redirect> ELSEWHERE = SPECIMEN.get("elsewhere", "/elsewhere")
            .summary("A redirect")
            .allow(anyone())
            .redirects();

    Operation<SignIn, SessionChange<Thing>> SIGN_IN = SPECIMEN.post("signIn", "/session")
            .summary("Sets cookies")
            .allow(anyone())
            .tier(RateTier.AUTH)
            .takes(SignIn.class)
            .changesSession(Thing.class);

    Operation<Nothing, SessionChange<Thing>> SIGN_OUT = SPECIMEN.post("signOut", "/session/end")
            .summary("Clears cookies")
            .allow(anyone())
            .changesSession(Thing.class);

    Operation<Nothing, Who> ME = SPECIMEN.get("me", "/me")
            .summary("Who the caller is")
            .allow(signedIn())
            .answers(Who.class);

    Operation<Nothing, Who> ANYBODY = SPECIMEN.get("anybody", "/anybody")
            .summary("Who the caller is, if anybody")
            .allow(anyone())
            .answers(Who.class);

    Operation<Nothing, Text> NEVER = SPECIMEN.get("never", "/never")
            .summary("Never answers")
            .allow(anyone())
            .within(Duration.ofMillis(200))
            .answersText("text/plain");

    Operation<Nothing, Text> WAIT = SPECIMEN.get("wait", "/wait")
            .summary("Answers when the test lets it")
            .allow(anyone())
            .within(Duration.ofSeconds(20))
            .answersText("text/plain");

    Operation<Nothing, Text> BROKEN = SPECIMEN.get("broken", "/broken")
            .summary("Fails in a way that nobody foresaw")
            .allow(anyone())
            .answersText("text/plain");

    record ListThings(
            @Nullable @Min(1) @Max(Page.MAX_LIMIT) Integer limit,
            @Nullable @Size(min = 1, max = 300) String cursor,
            @Nullable @Size(min = 1, max = 80) String search,
            @Nullable @Size(max = 20) List<String> tag) {}

    record GetThing(@NotNull UUID id) {}

    record MakeThing(
            @NotBlank @Size(max = 80) String name,
            @NotNull @Min(0) Integer count,
            @Nullable Boolean good,
            @Nullable @Size(max = 5) List<@Size(max = 20) String> tags) {}

    record ChangeThing(@NotNull UUID id, @NotBlank String name) {}

    record MakeThings(@NotNull @Size(min = 1, max = 3) List<MakeThing> things) {}

    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Sealed(@Nullable String label, @NotNull byte[] bytes) {}

    record Application(
            @NotBlank @Size(max = 40) String title,
            @Nullable Integer count,
            @NotNull Upload photo,
            @Nullable @Size(max = 5) List<Upload> more) {}

    record Applied(String title, @Nullable Integer count, Upload photo, List<Upload> more) {}

    record Store(@NotNull String folder, @NotNull Upload content) {}

    record Fetch(
            @NotNull @Min(0) @Max(200) Integer megabytes,
            @Nullable Boolean save,
            @Nullable String type) {}

    record SignIn(
            @NotBlank String name,
            @Nullable @FromCookie(SessionCookie.DEVICE) String device) {}

    record Thing(UUID id, String name, int count) {}

    record Who(String name, @Nullable String ip, String requestId, String trace) {}
}
