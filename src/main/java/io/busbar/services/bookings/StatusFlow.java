package io.busbar.services.bookings;

import static io.busbar.services.bookings.BookingOperations.Party.ADMIN;
import static io.busbar.services.bookings.BookingOperations.Party.CUSTOMER;
import static io.busbar.services.bookings.BookingOperations.Party.PROFESSIONAL;
import static io.busbar.services.bookings.BookingOperations.Party.SYSTEM;
import static io.busbar.services.bookings.BookingOperations.Status.CANCELLED;
import static io.busbar.services.bookings.BookingOperations.Status.COMPLETED;
import static io.busbar.services.bookings.BookingOperations.Status.CONFIRMED;
import static io.busbar.services.bookings.BookingOperations.Status.PENDING;
import static io.busbar.services.bookings.BookingOperations.Status.REJECTED;

import io.busbar.bus.Failure;
import io.busbar.services.bookings.BookingOperations.Party;
import io.busbar.services.bookings.BookingOperations.Status;
import io.busbar.services.bookings.Transition.TransitionTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What may become of a booking: one table, from which decisions and documentation are made. */
final class StatusFlow {
    static final List<Transition> TRANSITIONS = List.of(
            new Transition(
                    PENDING,
                    CONFIRMED,
                    Set.of(PROFESSIONAL, ADMIN),
                    TransitionTime.BEFORE_START,
                    "reminders 24 hours and 1 hour before the start"),
            new Transition(
                    PENDING,
                    REJECTED,
                    Set.of(PROFESSIONAL, ADMIN),
                    TransitionTime.BEFORE_START,
                    "the time is free again"),
            new Transition(
                    PENDING, CANCELLED, Set.of(CUSTOMER, ADMIN), TransitionTime.BEFORE_START, "the time is free again"),
            new Transition(PENDING, CANCELLED, Set.of(SYSTEM), TransitionTime.ANSWER_OVERDUE, "the time is free again"),
            new Transition(
                    CONFIRMED,
                    CANCELLED,
                    Set.of(CUSTOMER, PROFESSIONAL, ADMIN),
                    TransitionTime.BEFORE_START,
                    "the time is free again; less than 24 hours before the start it is marked `late`, but for an admin"),
            new Transition(
                    CONFIRMED,
                    CANCELLED,
                    Set.of(CUSTOMER, PROFESSIONAL, ADMIN),
                    TransitionTime.NO_SHOW,
                    "it is marked with who did not come; a party can say it of the other only"),
            new Transition(
                    CONFIRMED,
                    COMPLETED,
                    Set.of(PROFESSIONAL, ADMIN),
                    TransitionTime.AFTER_END,
                    "the customer can rate it"),
            new Transition(
                    CONFIRMED, COMPLETED, Set.of(SYSTEM), TransitionTime.DAY_AFTER_END, "the customer can rate it"));

    private StatusFlow() {}

    /**
     * Finds the row that lets a party do something now.
     *
     * @throws Failure CONFLICT that names the states the party may move it to
     */
    static Transition findTransition(
            BookingRecord booking, Status to, Party party, @Nullable Party noShow, Instant now) {
        if (noShow != null && (noShow == party || noShow == ADMIN || noShow == SYSTEM)) {
            throw Failure.invalid("/noShow", "must be the other: customer or professional");
        }
        return TRANSITIONS.stream()
                .filter(transition -> transition.to() == to
                        && transition.isAllowed(booking, party, now)
                        && transition.when().acceptsNoShow(noShow != null))
                .findFirst()
                .orElseThrow(() -> notAllowed(booking, party, now));
    }

    /** The states to which a party may move a booking now. */
    static List<Status> allowedStatuses(BookingRecord booking, Party party, Instant now) {
        return TRANSITIONS.stream()
                .filter(transition -> transition.isAllowed(booking, party, now))
                .map(Transition::to)
                .distinct()
                .toList();
    }

    /** Whether cancelling it now leaves the other too little time to find something else. */
    static boolean isLate(BookingRecord booking, Transition transition, Party party, Instant now) {
        return transition.from() == CONFIRMED
                && transition.to() == CANCELLED
                && transition.when() == TransitionTime.BEFORE_START
                && party != ADMIN
                && now.isAfter(booking.start().minus(Transition.DAY));
    }

    private static Failure notAllowed(BookingRecord booking, Party party, Instant now) {
        List<String> allowed = allowedStatuses(booking, party, now).stream()
                .map(Status::wireName)
                .toList();
        String state = booking.status().wireName();
        return Failure.conflict(
                allowed.isEmpty()
                        ? "You cannot change this booking now: it is " + state
                        : "This booking is " + state + "; now you can make it " + String.join(" or ", allowed),
                Map.of("status", state, "allowed", allowed));
    }

    /** The table as Markdown. */
    static String markdown() {
        return TRANSITIONS.stream()
                .map(transition -> "| %s | %s | %s | %s | %s |"
                        .formatted(
                                transition.from().wireName(),
                                transition.to().wireName(),
                                transition.by().stream()
                                        .sorted()
                                        .map(Party::wireName)
                                        .collect(Collectors.joining(", ")),
                                transition.when().text(),
                                transition.consequence()))
                .collect(Collectors.joining(
                        "\n", "| from | to | actor | when | consequence |\n|---|---|---|---|---|\n", "\n"));
    }
}
