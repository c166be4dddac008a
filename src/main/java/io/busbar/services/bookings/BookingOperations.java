package io.busbar.services.bookings;

import static io.busbar.bus.Access.noImpersonation;
import static io.busbar.bus.Access.role;
import static io.busbar.bus.Access.signedIn;
import static io.busbar.bus.FailureCode.CONFLICT;
import static io.busbar.bus.FailureCode.FORBIDDEN;
import static io.busbar.bus.FailureCode.NOT_FOUND;
import static io.busbar.services.users.AccountOperations.UserRole.CUSTOMER;

import io.busbar.bus.Contract;
import io.busbar.bus.Doc;
import io.busbar.bus.Id;
import io.busbar.bus.Line;
import io.busbar.bus.Operation;
import io.busbar.bus.PageRequest;
import io.busbar.bus.Text;
import io.busbar.bus.response.TextContent;
import io.busbar.data.listing.Page;
import io.busbar.services.users.ProfileHoursOperations;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The operations of the bookings service on bookings. */
public interface BookingOperations {
    Contract BOOKINGS = Contract.of(
                    "bookings",
                    "Bookings of professionals by customers: availability, slots, holds and the life cycle of each booking.",
                    AvailabilityOperations.class,
                    SlotOperations.class,
                    PartnerOperations.class,
                    CalendarOperations.class,
                    DemoOperations.class,
                    BookingEvents.class,
                    BookingContinuations.class,
                    BookingNotifications.class,
                    BookingPushes.class,
                    BookingSettings.class,
                    BookingPersonalData.class)
            .implementing(ProfileHoursOperations.PROFILE_HOURS);

    /** The status of a booking. */
    enum Status {
        PENDING,
        CONFIRMED,
        COMPLETED,
        CANCELLED,
        REJECTED
    }

    /** A party that changes a booking. */
    enum Party {
        CUSTOMER,
        PROFESSIONAL,
        ADMIN,
        /** Changes by timers and by the erasure of an account. */
        SYSTEM
    }

    Operation<CreateBooking, BookingResponse> CREATE = BOOKINGS.post("create", "/booking")
            .summary("Create a booking")
            .description(
                    "Requests a booking, which the professional confirms or rejects. Give either `date` and `time` in the"
                            + " professional's time zone, or `start` as an instant. A slot that is taken or not offered is a conflict whose"
                            + " details contain the `reason` and the `next` available slots. An unanswered request expires after 24 hours or at"
                            + " its start, whichever comes first. The number of a customer's open requests is limited, by default to 20"
                            + " (`MAX_OPEN_REQUESTS`). One more is a conflict with the `reason` `too_many_open_requests` and the limit as `max`.")
            .allow(role(CUSTOMER.role()))
            .fails(NOT_FOUND, CONFLICT)
            .takes(CreateBooking.class)
            .creates(BookingResponse.class);

    Operation<ListBookings, Page<Booking>> LIST = BOOKINGS.get("list", "/booking")
            .summary("List your bookings")
            .description(
                    "Returns the bookings of the signed-in user as customer or as professional, latest start first.")
            .allow(signedIn())
            .takes(ListBookings.class)
            .returnsPage(Booking.class);

    Operation<Id, Booking> GET = BOOKINGS.get("get", "/booking/{id}")
            .summary("Get a booking")
            .description("Only the customer, the professional and admins can see a booking.")
            .allow(signedIn())
            .fails(NOT_FOUND)
            .takes(Id.class)
            .returns(Booking.class);

    Operation<SetBookingStatus, BookingResponse> SET_STATUS = BOOKINGS.put("setStatus", "/booking/{id}/status")
            .summary("Change the status of a booking")
            .description(
                    "Confirms, rejects, cancels or completes a booking. The allowed changes depend on the caller, the current status"
                            + " and the time; any other change is a conflict whose details contain the `allowed` statuses. A confirmed booking"
                            + " that is cancelled less than 24 hours before its start is marked as `late`.")
            .allow(signedIn())
            .fails(NOT_FOUND, CONFLICT)
            .takes(SetBookingStatus.class)
            .returns(BookingResponse.class);

    Operation<RescheduleBooking, BookingResponse> RESCHEDULE = BOOKINGS.put("reschedule", "/booking/{id}/reschedule")
            .summary("Reschedule a booking")
            .description(
                    "Moves a booking to another time before it starts. Only its customer and admins can do this; the professional can"
                            + " cancel or reject it with a reason. If the customer moves it, the booking is pending until the professional"
                            + " confirms the new time.")
            .allow(signedIn())
            .fails(NOT_FOUND, CONFLICT)
            .takes(RescheduleBooking.class)
            .returns(BookingResponse.class);

    Operation<RateBooking, BookingResponse> RATE = BOOKINGS.put("rate", "/booking/{id}/rating")
            .summary("Rate a completed booking")
            .description(
                    "Replaces the rating and the review of the booking; without `review` an existing review text is removed. Only the"
                            + " customer can do this. It is the same review as that of `POST /review`; other responses show the change a moment"
                            + " later. While a moderator hides the review, the request is a conflict with the `reason` `hidden`.")
            .allow(noImpersonation())
            .fails(NOT_FOUND, CONFLICT, FORBIDDEN)
            .takes(RateBooking.class)
            .returns(BookingResponse.class);

    Operation<Id, TextContent> GET_CALENDAR_FILE = BOOKINGS.get("getCalendarFile", "/booking/{id}/ics")
            .summary("Download a booking as a calendar file")
            .description(
                    "Returns an iCalendar file (RFC 5545). The `UID` of a booking stays the same; its `SEQUENCE` rises when the"
                            + " booking is rescheduled, cancelled or rejected.")
            .allow(signedIn())
            .fails(NOT_FOUND)
            .takes(Id.class)
            .returnsText("text/calendar");

    Operation<ListCompletedBookings, CompletedBookings> LIST_COMPLETED = BOOKINGS.internal("listCompleted")
            .summary("List a customer's completed bookings with a professional")
            .description("Returns the latest start first. With `booking`, returns that booking whatever its status is.")
            .idempotent()
            .takes(ListCompletedBookings.class)
            .returns(CompletedBookings.class);

    /** A customer and a professional, and optionally one of their bookings. */
    record ListCompletedBookings(
            UUID customer, UUID professional, @Nullable UUID booking) {}

    /** At most 200 bookings, latest start first. */
    record CompletedBookings(List<BookingSummary> bookings) {
        public CompletedBookings {
            bookings = List.copyOf(bookings);
        }
    }

    record BookingSummary(UUID booking, Status status) {}

    record CreateBooking(
            @Doc("The professional's ID.") UUID professionalId,

            @Line(80) @Doc(value = "The ID or title of a catalog service.", example = "Tap repair")
            String service,

            @Nullable @Doc(value = "The date in the professional's time zone. Requires `time`.", example = "2026-11-23")
            LocalDate date,

            @Nullable @Doc(value = "The time in the professional's time zone. Requires `date`.", example = "09:00")
            LocalTime time,

            @Nullable @Doc("The start as an instant, instead of `date` and `time`.")
            OffsetDateTime start,

            @Nullable
            @Text(value = 500, min = 0)
            @Doc(value = "The address of the appointment.", example = "12 Mill Lane")
            String address,

            @Nullable @Text(value = 2000, min = 0) @Doc(value = "Notes for the professional.", example = "Ring twice.")
            String notes,

            @Nullable @Doc("The ID of a hold on this slot.") UUID holdId) {}

    /** Selects the bookings to list. */
    record ListBookings(
            @Nullable
            @Doc(value = "Only bookings in which you are the `customer` or the `professional`.", example = "customer")
            Party role,

            @Nullable @Doc(value = "Only bookings with this status.", example = "confirmed")
            Status status,

            @Nullable
            @Doc(
                    value = "Only bookings on or after this date, in the time zone of each booking's professional.",
                    example = "2026-11-01")
            LocalDate from,

            @Nullable
            @Doc(
                    value = "Only bookings on or before this date, in the time zone of each booking's professional.",
                    example = "2026-11-30")
            LocalDate to,

            PageRequest page) {}

    record SetBookingStatus(
            @Doc("The booking's ID.") UUID id,

            @Doc(value = "The new status.", example = "confirmed")
            Status status,

            @Nullable @Text(value = 500, min = 0) @Doc("The reason, shown to the other party.")
            String reason,

            @Nullable
            @Doc(
                    "The party that did not show up: `customer` or `professional`. Required with `cancelled` from the start on,"
                            + " optional with `completed`.")
            Party noShow) {}

    record RescheduleBooking(
            @Doc("The booking's ID.") UUID id,

            @Nullable @Doc(value = "The date in the professional's time zone. Requires `time`.", example = "2026-11-24")
            LocalDate date,

            @Nullable @Doc(value = "The time in the professional's time zone. Requires `date`.", example = "09:00")
            LocalTime time,

            @Nullable @Doc("The start as an instant, instead of `date` and `time`.")
            OffsetDateTime start) {}

    record RateBooking(
            @Doc("The booking's ID.") UUID id,

            @Min(1) @Max(5) @Doc(value = "The rating in stars.", example = "5")
            Integer rating,

            @Nullable
            @Text(value = 2000, min = 0)
            @Doc(value = "The review text.", example = "Came on time, and the tap is silent.")
            String review) {}

    /** The booking after a change. */
    record BookingResponse(
            @Doc(value = "A human-readable message.", example = "Booking requested")
            String message,

            Booking booking) {}

    record Booking(
            @Doc(value = "The booking's ID.", example = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b11")
            UUID id,

            @Doc(value = "The status of the booking.", example = "pending")
            Status status,

            @Doc(value = "The professional's ID.", example = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b12")
            UUID professionalId,

            @Doc(value = "The customer's ID.", example = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b13")
            UUID customerId,

            @Doc(value = "The ID of the catalog service.", example = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b14")
            UUID serviceId,

            @Doc(value = "The service's title at the time of booking.", example = "Tap repair")
            String service,

            @Doc(value = "The date of the start in `timeZone`.", example = "2026-11-23")
            LocalDate date,

            @Doc(value = "The time of the start in `timeZone`.", example = "09:00")
            LocalTime time,

            @Doc(value = "The professional's time zone at the time of booking.", example = "Europe/Berlin")
            String timeZone,

            @Doc(value = "The start of the booking.", example = "2026-11-23T08:00:00Z")
            OffsetDateTime start,

            @Doc(value = "The end of the booking.", example = "2026-11-23T09:00:00Z")
            OffsetDateTime end,

            @Doc(value = "The start in `timeZone`.", example = "2026-11-23T09:00:00+01:00")
            OffsetDateTime startLocal,

            @Doc(value = "The end in `timeZone`.", example = "2026-11-23T10:00:00+01:00")
            OffsetDateTime endLocal,

            @Doc(value = "The duration in minutes.", example = "60")
            Integer duration,

            @Nullable @Doc(value = "The agreed price.", example = "45.5")
            BigDecimal price,

            @Nullable @Doc(value = "The ISO 4217 code of the currency.", example = "EUR")
            String currency,

            @Nullable @Text(500) @Doc(value = "The address of the appointment.", example = "12 Mill Lane")
            String address,

            @Nullable @Text(2000) @Doc(value = "Notes for the professional.", example = "Ring twice.")
            String notes,

            @Nullable @Text(500) @Doc("The reason for the last change of status, given by the party that made it.")
            String reason,

            @Nullable @Doc("The party that last changed the booking.")
            Party changedBy,

            @Doc(value = "Whether the booking was cancelled less than 24 hours before its start.", example = "false")
            Boolean late,

            @Nullable @Doc("The party that did not show up.")
            Party noShow,

            @Nullable
            @Doc(value = "The customer's rating in stars. Absent while a moderator hides the review.", example = "5")
            Integer rating,

            @Nullable
            @Text(2000)
            @Doc(value = "The customer's review.", example = "Came on time, and the tap is silent.")
            String review,

            @Nullable
            @Doc(value = "Present while a moderator hides the review, which then cannot be replaced.", example = "true")
            Boolean reviewHidden,

            @Nullable @Doc("The deadline for the answer to a pending booking.")
            OffsetDateTime answerBy,

            @Doc(value = "When the booking was created.", example = "2026-11-20T09:30:00Z")
            OffsetDateTime createdAt,

            @Doc(value = "When the booking was last changed.", example = "2026-11-20T09:30:00Z")
            OffsetDateTime updatedAt) {}
}
