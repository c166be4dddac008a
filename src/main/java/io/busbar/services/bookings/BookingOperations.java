package io.busbar.services.bookings;

import static io.busbar.bus.Access.noImpersonation;
import static io.busbar.bus.Access.role;
import static io.busbar.bus.Access.signedIn;
import static io.busbar.bus.FailureCode.CONFLICT;
import static io.busbar.bus.FailureCode.FORBIDDEN;
import static io.busbar.bus.FailureCode.NOT_FOUND;
import static io.busbar.bus.Role.CUSTOMER;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.busbar.bus.Contract;
import io.busbar.bus.Cursor;
import io.busbar.bus.Doc;
import io.busbar.bus.Operation;
import io.busbar.bus.Page;
import io.busbar.bus.WireNames;
import io.busbar.bus.response.TextContent;
import io.busbar.services.bookings.CalendarOperations.FeedStatus;
import io.busbar.services.users.AccountOperations.AccountId;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the bookings service answers about bookings themselves. */
public interface BookingOperations {
    Contract BOOKINGS = Contract.of(
            "bookings",
            "Bookings of professionals by customers: availability, free times, and what becomes of each booking.",
            AvailabilityOperations.class,
            SlotOperations.class,
            PartnerOperations.class,
            CalendarOperations.class,
            BookingEvents.class,
            BookingPushes.class);

    /** Where a booking stands. */
    enum Status {
        PENDING,
        CONFIRMED,
        COMPLETED,
        CANCELLED,
        REJECTED;

        private static final WireNames<Status> NAMES = WireNames.of(Status.class);

        /** The name on the wire: lower case. */
        @JsonValue
        public String wireName() {
            return NAMES.name(this);
        }

        /** Reads the name on the wire; anything else is an {@link IllegalArgumentException}. */
        @JsonCreator
        public static Status of(String wireName) {
            return NAMES.parse(wireName);
        }
    }

    /** Who can move a booking. */
    enum Party {
        CUSTOMER,
        PROFESSIONAL,
        ADMIN,
        /** Time itself. */
        SYSTEM;

        private static final WireNames<Party> NAMES = WireNames.of(Party.class);

        /** The name on the wire: lower case. */
        @JsonValue
        public String wireName() {
            return NAMES.name(this);
        }

        /** Reads the name on the wire; anything else is an {@link IllegalArgumentException}. */
        @JsonCreator
        public static Party of(String wireName) {
            return NAMES.parse(wireName);
        }
    }

    Operation<CreateBooking, BookingResponse> CREATE = BOOKINGS.post("create", "/booking")
            .summary("Book a professional")
            .description(
                    "`date` and `time` are those of the professional's time zone; `start` is an instant instead. A time that is taken"
                            + " or not offered is a conflict whose details have the `reason` and the `next` free times. Without an answer the"
                            + " request ends after 24 hours, or at its start. Only so many requests of one customer can be open, 20 unless the"
                            + " deployment says otherwise (`MAX_OPEN_REQUESTS`): one more is a conflict with the `reason` `too_many_open_requests` and the limit"
                            + " as `max`.")
            .allow(role(CUSTOMER))
            .fails(NOT_FOUND, CONFLICT)
            .takes(CreateBooking.class)
            .creates(BookingResponse.class);

    Operation<ListBookings, Page<Booking>> LIST = BOOKINGS.get("list", "/booking")
            .summary("List one's own bookings")
            .description("As customer or professional, the latest first.")
            .allow(signedIn())
            .takes(ListBookings.class)
            .returnsPage(Booking.class);

    Operation<BookingId, Booking> GET = BOOKINGS.get("get", "/booking/{id}")
            .summary("Read a booking")
            .description("For its customer, its professional and admins.")
            .allow(signedIn())
            .fails(NOT_FOUND)
            .takes(BookingId.class)
            .returns(Booking.class);

    Operation<SetBookingStatus, BookingResponse> SET_STATUS = BOOKINGS.put("setStatus", "/booking/{id}/status")
            .summary("Confirm, reject, cancel or complete a booking")
            .description(
                    "Who may do what until when is a table; anything else is a conflict whose details name the `allowed` states."
                            + " Cancelling a confirmed booking less than 24 hours before its start marks it `late`.")
            .allow(signedIn())
            .fails(NOT_FOUND, CONFLICT)
            .takes(SetBookingStatus.class)
            .returns(BookingResponse.class);

    Operation<RescheduleBooking, BookingResponse> RESCHEDULE = BOOKINGS.put("reschedule", "/booking/{id}/reschedule")
            .summary("Move a booking to another time")
            .description(
                    "By its customer or an admin, before its start. A customer's new time waits for the professional's answer again."
                            + " A professional who cannot come at the time cancels or rejects, with a reason.")
            .allow(signedIn())
            .fails(NOT_FOUND, CONFLICT)
            .takes(RescheduleBooking.class)
            .returns(BookingResponse.class);

    Operation<RateBooking, BookingResponse> RATE = BOOKINGS.put("rate", "/booking/{id}/rating")
            .summary("Rate a completed booking")
            .description(
                    "By its customer. Replaces the rating and the review that were there: without `review` there is none afterwards. The same"
                            + " review as that of `POST /review`; other answers about the booking show it a moment later. While a moderator hides the"
                            + " review it is a conflict with the `reason` `hidden`.")
            .allow(noImpersonation())
            .fails(NOT_FOUND, CONFLICT, FORBIDDEN)
            .takes(RateBooking.class)
            .returns(BookingResponse.class);

    Operation<BookingId, TextContent> GET_CALENDAR_FILE = BOOKINGS.get("getCalendarFile", "/booking/{id}/ics")
            .summary("A booking for one's calendar")
            .description("RFC 5545. The same booking keeps its `UID`; `SEQUENCE` rises when it moves or ends.")
            .allow(signedIn())
            .fails(NOT_FOUND)
            .takes(BookingId.class)
            .returnsText("text/calendar");

    Operation<AccountId, BookingsPersonalData> PERSONAL_DATA = BOOKINGS.internal("exportPersonalData")
            .summary("What bookings keeps of a person")
            .description(
                    "The newest of their bookings; what others wrote in them is theirs and not among it. Whether they have a calendar"
                            + " feed; nobody knows its address.")
            .maxResponse(8 << 20)
            .idempotent()
            .takes(AccountId.class)
            .returns(BookingsPersonalData.class);

    Operation<CheckOpenBookings, HasOpenBookings> HAS_OPEN_BOOKINGS = BOOKINGS.internal("hasOpenBookings")
            .summary("Whether a service is booked: asked for or confirmed")
            .idempotent()
            .takes(CheckOpenBookings.class)
            .returns(HasOpenBookings.class);

    Operation<ListCompletedBookings, CompletedBookings> LIST_COMPLETED = BOOKINGS.internal("listCompleted")
            .summary("The bookings of a professional by a customer, the newest first")
            .description("One of them however it stands, or the newest that are completed.")
            .idempotent()
            .takes(ListCompletedBookings.class)
            .returns(CompletedBookings.class);

    /** Between whom, and which one; the completed ones unless given. */
    record ListCompletedBookings(
            @NotNull UUID customer,
            @NotNull UUID professional,
            @Nullable UUID booking) {}

    /** The newest 200. */
    record CompletedBookings(@NotNull List<BookingSummary> bookings) {
        public CompletedBookings {
            bookings = List.copyOf(bookings);
        }
    }

    /** One of them, and how it stands. */
    record BookingSummary(@NotNull UUID booking, @NotNull Status status) {}

    /** Which service of the catalog. */
    record CheckOpenBookings(@NotNull UUID service) {}

    /** Whether there is a booking of it that has not ended. */
    record HasOpenBookings(@NotNull Boolean value) {}

    /** A person's bookings, the newest 500. */
    record BookingsPersonalData(
            @NotNull List<Booking> bookings, @NotNull FeedStatus calendarFeed) {
        public BookingsPersonalData {
            bookings = List.copyOf(bookings);
        }
    }

    /** What is to be booked. */
    record CreateBooking(
            @NotNull @Doc("Who is booked.") UUID professionalId,

            @NotBlank @Size(max = 80) @Doc(value = "A service's id or title.", example = "Tap repair")
            String service,

            @Nullable @Doc(value = "With `time`, in the professional's time zone.", example = "2026-11-23")
            LocalDate date,

            @Nullable @Doc(value = "With `date`.", example = "09:00")
            LocalTime time,

            @Nullable @Doc("Instead of `date` and `time`: the instant.")
            OffsetDateTime start,

            @Nullable @Size(max = 500) @Doc(value = "Where to come.", example = "12 Mill Lane")
            String address,

            @Nullable @Size(max = 2000) @Doc(value = "What the professional should know.", example = "Ring twice.")
            String notes,

            @Nullable @Doc("A hold of this time.") UUID holdId) {}

    /** Which booking. */
    record BookingId(@NotNull @Doc("The booking.") UUID id) {}

    /** Filters of the list. */
    record ListBookings(
            @Nullable @Doc(value = "Only those as `customer` or as `professional`.", example = "customer")
            Party role,

            @Nullable @Doc(value = "Only those that stand like this.", example = "confirmed")
            Status status,

            @Nullable
            @Doc(value = "From this date on, in the time zone of each booking's professional.", example = "2026-11-01")
            LocalDate from,

            @Nullable
            @Doc(value = "Up to this date, in the time zone of each booking's professional.", example = "2026-11-30")
            LocalDate to,

            @Nullable @Min(1) @Max(Page.MAX_LIMIT) @Doc(value = "How many at most; 50 unless given.", example = "20")
            Integer limit,

            @Nullable @Size(min = 1, max = Cursor.MAX_LENGTH) @Doc("Where the last page ended; from its `Link` header.")
            String cursor) {}

    /** Where it is to stand. */
    record SetBookingStatus(
            @NotNull @Doc("The booking.") UUID id,

            @NotNull @Doc(value = "The new state.", example = "confirmed")
            Status status,

            @Nullable @Size(max = 500) @Doc("Why, for the other.")
            String reason,

            @Nullable
            @Doc("Who did not come: `customer` or `professional`. With `cancelled` from the start on, or `completed`.")
            Party noShow) {}

    /** Where it is to move. */
    record RescheduleBooking(
            @NotNull @Doc("The booking.") UUID id,

            @Nullable @Doc(value = "With `time`, in the professional's time zone.", example = "2026-11-24")
            LocalDate date,

            @Nullable @Doc(value = "With `date`.", example = "09:00")
            LocalTime time,

            @Nullable @Doc("Instead of `date` and `time`: the instant.")
            OffsetDateTime start) {}

    /** What its customer thought of it. */
    record RateBooking(
            @NotNull @Doc("The booking.") UUID id,

            @NotNull @Min(1) @Max(5) @Doc(value = "Stars.", example = "5")
            Integer rating,

            @Nullable
            @Size(max = 2000)
            @Doc(value = "What others should know.", example = "Came on time, and the tap is silent.")
            String review) {}

    /** What was done, and the booking after it. */
    record BookingResponse(
            @NotNull @Doc(value = "For people.", example = "Booking requested")
            String message,

            @NotNull Booking booking) {}

    /** A booking. */
    record Booking(
            @NotNull @Doc(value = "Its id.", example = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b11")
            UUID id,

            @NotNull @Doc(value = "Where it stands.", example = "pending")
            Status status,

            @NotNull @Doc(value = "Who comes.", example = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b12")
            UUID professionalId,

            @NotNull @Doc(value = "Who booked.", example = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b13")
            UUID customerId,

            @NotNull @Doc(value = "The service of the catalog.", example = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b14")
            UUID serviceId,

            @NotNull @Doc(value = "Its title when it was booked.", example = "Tap repair")
            String service,

            @NotNull @Doc(value = "In `timeZone`.", example = "2026-11-23")
            LocalDate date,

            @NotNull @Doc(value = "In `timeZone`.", example = "09:00")
            LocalTime time,

            @NotNull @Doc(value = "The professional's when it was booked.", example = "Europe/Berlin")
            String timeZone,

            @NotNull @Doc(value = "Its beginning.", example = "2026-11-23T08:00:00Z")
            OffsetDateTime start,

            @NotNull @Doc(value = "Its end.", example = "2026-11-23T09:00:00Z")
            OffsetDateTime end,

            @NotNull @Doc(value = "Its beginning in `timeZone`.", example = "2026-11-23T09:00:00+01:00")
            OffsetDateTime startLocal,

            @NotNull @Doc(value = "Its end in `timeZone`.", example = "2026-11-23T10:00:00+01:00")
            OffsetDateTime endLocal,

            @NotNull @Doc(value = "Minutes.", example = "60")
            Integer duration,

            @Nullable @Doc(value = "What was agreed.", example = "45.5")
            BigDecimal price,

            @Nullable @Doc(value = "ISO 4217.", example = "EUR")
            String currency,

            @Nullable @Doc(value = "Where to come.", example = "12 Mill Lane")
            String address,

            @Nullable @Doc(value = "What the professional should know.", example = "Ring twice.")
            String notes,

            @Nullable @Doc("Why it stands as it does, in the words of who changed it.")
            String reason,

            @Nullable @Doc("Who changed it last.") Party changedBy,

            @NotNull @Doc(value = "Whether it was cancelled less than 24 hours before its start.", example = "false")
            Boolean late,

            @Nullable @Doc("Who did not come.") Party noShow,

            @Nullable @Doc(value = "Stars from its customer; absent while a moderator hides the review.", example = "5")
            Integer rating,

            @Nullable @Doc(value = "In the customer's words.", example = "Came on time, and the tap is silent.")
            String review,

            @Nullable
            @Doc(
                    value = "Present while a moderator hides the review, which then cannot be rated anew.",
                    example = "true")
            Boolean reviewHidden,

            @Nullable @Doc("Until when a pending one can be answered.")
            OffsetDateTime answerBy,

            @NotNull @Doc(value = "When it was made.", example = "2026-11-20T09:30:00Z")
            OffsetDateTime createdAt,

            @NotNull @Doc(value = "When it last changed.", example = "2026-11-20T09:30:00Z")
            OffsetDateTime updatedAt) {}
}
