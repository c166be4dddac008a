package io.busbar.services.bookings;

import static io.busbar.bus.Access.publicShared;
import static io.busbar.bus.Access.role;
import static io.busbar.bus.FailureCode.CONFLICT;
import static io.busbar.bus.FailureCode.NOT_FOUND;
import static io.busbar.services.bookings.BookingOperations.BOOKINGS;
import static io.busbar.services.users.AccountOperations.UserRole.CUSTOMER;

import io.busbar.bus.Doc;
import io.busbar.bus.Empty;
import io.busbar.bus.Id;
import io.busbar.bus.Line;
import io.busbar.bus.ListResult;
import io.busbar.bus.Operation;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Operations that list slots and hold one. */
public interface SlotOperations {
    /** The maximum number of days of one list of slots. */
    int MAX_LISTED_DAYS = 62;

    Operation<ListSlots, ListResult<BookingSlot>> LIST_SLOTS = BOOKINGS.get("listSlots", "/booking/slots")
            .summary("List available slots")
            .description(
                    "Returns the slots of a professional for a service. `from` and `to` are dates in `timeZone`, inclusive, at"
                            + " most 62 days. With `explain=true` unavailable slots are included, each with its `reason`. The list is empty if"
                            + " the professional is not taking bookings.")
            .allow(publicShared())
            .fails(NOT_FOUND)
            .maxResponseBytes(8 << 20)
            .takes(ListSlots.class)
            .returnsList(BookingSlot.class);

    Operation<CreateHold, HoldCreated> CREATE_HOLD = BOOKINGS.post("createHold", "/booking/holds")
            .summary("Hold a slot")
            .description(
                    "Reserves a slot for five minutes, during which no other customer can book it. Pass the ID of the hold as"
                            + " `holdId` when you create the booking. A customer can have at most three holds at a time; a fourth fails with a conflict"
                            + " with the `reason` `too_many_holds`.")
            .allow(role(CUSTOMER.role()))
            .fails(NOT_FOUND, CONFLICT)
            .takes(CreateHold.class)
            .creates(HoldCreated.class);

    Operation<Id, Empty> RELEASE_HOLD = BOOKINGS.delete("releaseHold", "/holds/{id}")
            .summary("Release a hold")
            .allow(role(CUSTOMER.role()))
            .fails(NOT_FOUND)
            .takes(Id.class)
            .returnsEmpty();

    record ListSlots(
            @Doc("The professional's ID.") UUID professionalId,

            @Line(80) @Doc(value = "The ID or title of a catalog service.", example = "Tap repair")
            String service,

            @Doc(value = "The first day, inclusive.", example = "2026-11-23")
            LocalDate from,

            @Doc(value = "The last day, inclusive.", example = "2026-11-29")
            LocalDate to,

            @Nullable
            @Doc(
                    value =
                            "The time zone of `from`, `to` and the local times in the response. Defaults to the professional's time zone.",
                    example = "Europe/Berlin")
            ZoneId timeZone,

            @Nullable @Doc(value = "Whether to include unavailable slots.", example = "false")
            Boolean explain) {}

    /** Why a slot cannot be booked. */
    enum UnavailableReason {
        DST_GAP("This time does not exist on that day because clocks go forward"),
        DST_OVERLAP("This time occurs twice on that day because clocks go back, and only the first can be booked"),
        PAST("This time is in the past"),
        NOTICE("The professional requires more notice"),
        WINDOW("The professional does not take bookings this far ahead"),
        DATE_OVERRIDE("The professional is not available at this time on that date"),
        OUTSIDE_HOURS("This time is outside the professional's hours"),
        OFF_GRID("Bookings start at fixed times, and this is not one of them"),
        BOOKED("This time is already booked"),
        HELD("This time is on hold for another customer"),
        BUFFER("This time is too close to another booking");

        private final String text;

        UnavailableReason(String text) {
            this.text = text;
        }

        /** Returns a human-readable message. */
        public String text() {
            return text;
        }
    }

    /** A time slot. It is available if {@code reason} is null. */
    record BookingSlot(
            @Doc(value = "The start of the slot.", example = "2026-11-23T08:00:00Z")
            OffsetDateTime start,

            @Doc(value = "The end of the slot.", example = "2026-11-23T09:00:00Z")
            OffsetDateTime end,

            @Doc(value = "The start in the requested time zone.", example = "2026-11-23T09:00:00+01:00")
            OffsetDateTime startLocal,

            @Doc(value = "The end in the requested time zone.", example = "2026-11-23T10:00:00+01:00")
            OffsetDateTime endLocal,

            @Nullable @Doc("The reason why the slot is unavailable.")
            UnavailableReason reason,

            @Nullable @Doc("The reason as a human-readable message.")
            String message) {}

    record CreateHold(
            @Doc("The professional's ID.") UUID professionalId,

            @Line(80) @Doc(value = "The ID or title of a catalog service.", example = "Tap repair")
            String service,

            @Nullable @Doc(value = "The date in the professional's time zone. Requires `time`.", example = "2026-11-23")
            LocalDate date,

            @Nullable @Doc(value = "The time in the professional's time zone. Requires `date`.", example = "09:00")
            LocalTime time,

            @Nullable @Doc("The start as an instant, instead of `date` and `time`.")
            OffsetDateTime start) {}

    record HoldCreated(
            @Doc(value = "A human-readable message.", example = "Slot held")
            String message,

            Hold hold) {}

    /** A slot that is reserved for a customer. */
    record Hold(
            @Doc(value = "The hold's ID.", example = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b11")
            UUID id,

            @Doc(value = "The professional's ID.", example = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b12")
            UUID professionalId,

            @Doc(value = "The ID of the catalog service.", example = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b13")
            UUID serviceId,

            @Doc(value = "The start of the slot.", example = "2026-11-23T08:00:00Z")
            OffsetDateTime start,

            @Doc(value = "The end of the slot.", example = "2026-11-23T09:00:00Z")
            OffsetDateTime end,

            @Doc(value = "The start in the professional's time zone.", example = "2026-11-23T09:00:00+01:00")
            OffsetDateTime startLocal,

            @Doc(value = "The end in the professional's time zone.", example = "2026-11-23T10:00:00+01:00")
            OffsetDateTime endLocal,

            @Doc(value = "When the hold expires.", example = "2026-11-20T09:35:00Z")
            OffsetDateTime expiresAt) {}
}
