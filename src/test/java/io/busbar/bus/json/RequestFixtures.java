package io.busbar.bus.json;

import static io.busbar.bus.Access.anyone;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.bus.Contract;
import io.busbar.bus.Empty;
import io.busbar.bus.Failure;
import io.busbar.bus.Line;
import io.busbar.bus.Operation;
import io.busbar.bus.PageRequest;
import io.busbar.bus.Text;
import io.busbar.data.Upload;
import io.busbar.services.users.AccountOperations.UserRole;
import io.vertx.core.buffer.Buffer;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Test operations whose records have a component of every kind. */
final class RequestFixtures {
    private RequestFixtures() {}

    private static final Contract CONTRACT = Contract.of("fixture", "Requests of every kind.");

    static final Operation<Everything, Empty> EVERYTHING = CONTRACT.post("everything", "/everything")
            .allow(anyone())
            .takes(Everything.class)
            .returnsEmpty();
    static final Operation<Order, Empty> ORDER = CONTRACT.put("order", "/orders/{id}", "/old/orders/{id}")
            .allow(anyone())
            .takes(Order.class)
            .returnsEmpty();
    static final Operation<Search, Empty> SEARCH = CONTRACT.get("search", "/search/{id}")
            .allow(anyone())
            .takes(Search.class)
            .returnsEmpty();
    static final Operation<ListOrders, Empty> LIST_ORDERS = CONTRACT.get("orders", "/orders")
            .allow(anyone())
            .takes(ListOrders.class)
            .returnsEmpty();
    static final Operation<Rows, Empty> ROWS = CONTRACT.post("rows", "/rows")
            .allow(anyone())
            .takesArray(Rows.class, "rows")
            .returnsEmpty();
    static final Operation<ScanForm, Empty> SCAN_FORM = CONTRACT.post("scan", "/scans")
            .allow(anyone())
            .takesForm(ScanForm.class)
            .returnsEmpty();
    static final Operation<Hook, Empty> HOOK = CONTRACT.post("hook", "/hooks/{provider}")
            .allow(anyone())
            .takesRaw(Hook.class, "body", "application/json")
            .returnsEmpty();

    static final Operation<PatchOrder, Empty> PATCH_ORDER = CONTRACT.put("patchOrder", "/orders/{id}/fields")
            .allow(anyone())
            .patches()
            .takes(PatchOrder.class)
            .returnsEmpty();
    static final Operation<Note, Empty> NOTE =
            CONTRACT.post("note", "/notes").allow(anyone()).takes(Note.class).returnsEmpty();

    enum Colour {
        RED,
        DARK_BLUE;

        @JsonValue
        String wireName() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    record ListOrders(@Nullable UserRole role, PageRequest page) {}

    /** Every component is optional, so that a test case needs only the one it is about. */
    record Everything(
            @Nullable @Size(min = 2, max = 4) String text,

            @Nullable @NotBlank @Size(max = 3) @Pattern(regexp = "^[^x]*$")
            String words,

            @Nullable @Pattern(regexp = "^[A-Z]{2}$", message = "must be two capital letters")
            String code,

            @Nullable @Email String mail,
            @Nullable @Min(1) @Max(10) Integer number,
            @Nullable Long big,
            @Nullable Double fraction,
            @Nullable @Positive BigDecimal amount,
            @Nullable Boolean flag,
            @Nullable UUID uuid,
            @Nullable LocalDate date,
            @Nullable LocalTime time,
            @Nullable OffsetDateTime moment,
            @Nullable Duration span,
            @Nullable ZoneId zone,
            @Nullable URI link,
            @Nullable Colour colour,
            @Nullable UserRole role,
            @Nullable @Size(min = 1, max = 3) List<@NotBlank @Size(max = 5) String> tags,
            @Nullable @Size(max = 3) Set<Integer> numbers,
            @Nullable @Size(max = 2) Map<String, Integer> counts,
            @Nullable Address address,
            Optional<String> perhaps) {}

    record Note(
            @Line(5) String title,
            @Nullable @Text(8) String body,
            @Nullable @Line(value = 3, min = 0) String label,
            @Nullable @Size(max = 2) List<@Line(4) String> tags,
            @Nullable Author author) {}

    record Author(@Line(value = 6, min = 2) String name) {}

    record Address(@NotBlank String city, @Nullable Place place) {}

    record Place(Double lat, double lon) {}

    record Order(UUID id, @NotBlank String title, int count) {
        Order {
            if (count == 13) {
                throw Failure.invalid("/count", "must not be thirteen");
            }
        }
    }

    record PatchOrder(
            UUID id,
            @Nullable @NotBlank String title,
            @Nullable Integer count) {}

    record Search(
            UUID id,
            @Nullable String text,
            @Nullable Integer limit,
            @Nullable Boolean open,
            @Nullable BigDecimal price,
            @Nullable Colour colour,
            @Nullable LocalDate day,
            @Nullable @Size(max = 5) List<Integer> pages) {}

    record Rows(@Size(max = 3) List<Order> rows, @Nullable Boolean dryRun) {}

    record ScanForm(@NotBlank String subject, int copies, Upload scan) {}

    @SuppressWarnings("ArrayRecordComponent") // like the request of an operation with a raw body
    record Hook(String provider, byte[] body) {}

    static ObjectNode json(String text) {
        return (ObjectNode) Json.parse(Buffer.buffer(text));
    }
}
