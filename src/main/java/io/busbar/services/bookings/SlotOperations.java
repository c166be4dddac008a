package io.busbar.services.bookings;

import static io.busbar.bus.Access.publicShared;
import static io.busbar.bus.Access.role;
import static io.busbar.bus.FailureCode.CONFLICT;
import static io.busbar.bus.FailureCode.NOT_FOUND;
import static io.busbar.bus.Role.CUSTOMER;

import io.busbar.bus.Doc;
import io.busbar.bus.Empty;
import io.busbar.bus.ListResult;
import io.busbar.bus.Operation;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Times that can be booked, and holding one for a moment. */
public interface SlotOperations {
    /** A question for slots covers this many days at most. */
    int MAX_DAYS = 62;

    Operation<ListSlots, ListResult<BookingSlot>> LIST_SLOTS = BookingOperations.BOOKINGS
            .get("listSlots", "/booking/slots")
            .summary("Find times that can be booked")
            .description(
                    "Of a professional, for a service; `from` and `to` are dates in `timeZone`, both included, at most 62 days."
                            + " With `explain=true` the times that cannot be booked are listed too, each with its `reason`. Somebody who takes"
                            + " no bookings has no times.")
            .allow(publicShared())
            .fails(NOT_FOUND)
            .maxResponse(8 << 20)
            .takes(ListSlots.class)
            .returnsList(BookingSlot.class);

    Operation<CreateHold, HoldCreated> CREATE_HOLD = BookingOperations.BOOKINGS
            .post("createHold", "/booking/holds")
            .summary("Hold a time for five minutes")
            .description(
                    "Nobody else can book it meanwhile. The booking names it as `holdId`. At most three at once for a person.")
            .allow(role(CUSTOMER))
            .fails(NOT_FOUND, CONFLICT)
            .takes(CreateHold.class)
            .creates(HoldCreated.class);

    Operation<HoldId, Empty> RELEASE_HOLD = BookingOperations.BOOKINGS
            .delete("releaseHold", "/holds/{id}")
            .summary("Give up a hold")
            .allow(role(CUSTOMER))
            .fails(NOT_FOUND)
            .takes(HoldId.class)
            .returnsEmpty();

    /** What is looked for. */
    record ListSlots(
            @NotNull @Doc("Whose times.") UUID professionalId,

            @NotBlank @Size(max = 80) @Doc(value = "A service's id or title.", example = "Tap repair")
            String service,

            @NotNull @Doc(value = "The first day.", example = "2026-11-23")
            LocalDate from,

            @NotNull @Doc(value = "The last day.", example = "2026-11-29")
            LocalDate to,

            @Nullable
            @Doc(
                    value =
                            "The zone of `from`, `to` and the local times of the answer; the professional's unless given.",
                    example = "Europe/Berlin")
            ZoneId timeZone,

            @Nullable @Doc(value = "Whether to list refused times too.", example = "false")
            Boolean explain) {}

    /** A time, free unless it has a reason why not. */
    record BookingSlot(
            @NotNull @Doc(value = "Its beginning.", example = "2026-11-23T08:00:00Z")
            OffsetDateTime start,

            @NotNull @Doc(value = "Its end.", example = "2026-11-23T09:00:00Z")
            OffsetDateTime end,

            @NotNull
            @Doc(value = "Its beginning on the clocks of the time zone.", example = "2026-11-23T09:00:00+01:00")
            OffsetDateTime startLocal,

            @NotNull @Doc(value = "Its end on the clocks of the time zone.", example = "2026-11-23T10:00:00+01:00")
            OffsetDateTime endLocal,

            @Nullable
            @Doc(
                    value =
                            "Why it cannot be booked: `dst_gap`, `dst_overlap`, `past`, `notice`, `window`, `exception`,"
                                    + " `outside_hours`, `off_grid`, `booked`, `held` or `buffer`.")
            String reason,

            @Nullable @Doc("The same for people.") String message) {}

    /** Which time to hold. */
    record CreateHold(
            @NotNull @Doc("Whose time.") UUID professionalId,

            @NotBlank @Size(max = 80) @Doc(value = "A service's id or title.", example = "Tap repair")
            String service,

            @Nullable @Doc(value = "With `time`, in the professional's time zone.", example = "2026-11-23")
            LocalDate date,

            @Nullable @Doc(value = "With `date`.", example = "09:00")
            LocalTime time,

            @Nullable @Doc("Instead of `date` and `time`: the instant.")
            OffsetDateTime start) {}

    /** Which hold. */
    record HoldId(@NotNull @Doc("The hold.") UUID id) {}

    /** That it is held. */
    record HoldCreated(
            @NotNull @Doc(value = "For people.", example = "Time held")
            String message,

            @NotNull Hold hold) {}

    /** A time that is held. */
    record Hold(
            @NotNull @Doc(value = "Its id.", example = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b11")
            UUID id,

            @NotNull @Doc(value = "Whose time.", example = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b12")
            UUID professionalId,

            @NotNull @Doc(value = "For which service.", example = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b13")
            UUID serviceId,

            @NotNull @Doc(value = "Its beginning.", example = "2026-11-23T08:00:00Z")
            OffsetDateTime start,

            @NotNull @Doc(value = "Its end.", example = "2026-11-23T09:00:00Z")
            OffsetDateTime end,

            @NotNull @Doc(value = "Its beginning on the professional's clock.", example = "2026-11-23T09:00:00+01:00")
            OffsetDateTime startLocal,

            @NotNull @Doc(value = "Its end on the professional's clock.", example = "2026-11-23T10:00:00+01:00")
            OffsetDateTime endLocal,

            @NotNull @Doc(value = "When it is free again.", example = "2026-11-20T09:35:00Z")
            OffsetDateTime expiresAt) {}
}
