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
import io.busbar.data.WireNames;
import io.busbar.services.bookings.BookingOperations.Party;
import io.busbar.services.bookings.BookingOperations.Status;
import io.busbar.services.bookings.Transition.TransitionTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The allowed status changes of bookings, as one table. It decides on changes, and the documentation is generated from it. */
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
                    "the slot becomes available again"),
            new Transition(
                    PENDING,
                    CANCELLED,
                    Set.of(CUSTOMER, ADMIN),
                    TransitionTime.BEFORE_START,
                    "the slot becomes available again"),
            new Transition(
                    PENDING,
                    CANCELLED,
                    Set.of(SYSTEM),
                    TransitionTime.ANSWER_OVERDUE,
                    "the slot becomes available again"),
            new Transition(
                    CONFIRMED,
                    CANCELLED,
                    Set.of(CUSTOMER, PROFESSIONAL, ADMIN),
                    TransitionTime.BEFORE_START,
                    "the slot becomes available again; within 24 hours of the start the booking is marked `late`, unless an admin"
                            + " cancels it"),
            new Transition(
                    CONFIRMED,
                    CANCELLED,
                    Set.of(CUSTOMER, PROFESSIONAL, ADMIN),
                    TransitionTime.NO_SHOW,
                    "the no-show is recorded; a party can report only the other party"),
            new Transition(
                    CONFIRMED,
                    COMPLETED,
                    Set.of(PROFESSIONAL, ADMIN),
                    TransitionTime.AFTER_END,
                    "the customer can review it"),
            new Transition(
                    CONFIRMED, COMPLETED, Set.of(SYSTEM), TransitionTime.DAY_AFTER_END, "the customer can review it"));

    private StatusFlow() {}

    /**
     * Returns the transition that lets the party make the change now.
     *
     * @throws Failure CONFLICT with the statuses that the party can choose now, VALIDATION_ERROR if the party cannot report this
     *     no-show
     */
    static Transition findTransition(BookingRecord booking, StatusChange change, Instant now) {
        Party party = change.party();
        Party noShow = change.noShow();
        if (noShow != null && (noShow == party || noShow == ADMIN || noShow == SYSTEM)) {
            throw Failure.invalid("/noShow", "must be the other party: customer or professional");
        }
        return TRANSITIONS.stream()
                .filter(transition -> transition.to() == change.to()
                        && transition.isAllowed(booking, party, now)
                        && transition.when().acceptsNoShow(noShow != null))
                .findFirst()
                .orElseThrow(() -> notAllowed(booking, party, now));
    }

    /** Returns the statuses to which the party can change the booking now. */
    static List<Status> allowedStatuses(BookingRecord booking, Party party, Instant now) {
        return TRANSITIONS.stream()
                .filter(transition -> transition.isAllowed(booking, party, now))
                .map(Transition::to)
                .distinct()
                .toList();
    }

    /**
     * Returns whether the transition is a late cancellation: of a confirmed booking, less than 24 hours before its start, by a party
     * other than an admin.
     */
    static boolean isLate(BookingRecord booking, Transition transition, StatusChange change, Instant now) {
        return transition.from() == CONFIRMED
                && transition.to() == CANCELLED
                && transition.when() == TransitionTime.BEFORE_START
                && change.party() != ADMIN
                && now.isAfter(booking.start().minus(Transition.LATE_CANCELLATION_PERIOD));
    }

    private static Failure notAllowed(BookingRecord booking, Party party, Instant now) {
        List<String> allowed = allowedStatuses(booking, party, now).stream()
                .map(WireNames::nameOf)
                .toList();
        String state = WireNames.nameOf(booking.status());
        return Failure.conflict(
                allowed.isEmpty()
                        ? "You can't change this booking: it is " + state
                        : "This booking is " + state + ". You can change it to " + String.join(" or ", allowed),
                Map.of("status", state, "allowed", allowed));
    }

    /** Returns the table as Markdown. */
    static String markdown() {
        return TRANSITIONS.stream()
                .map(transition -> "| %s | %s | %s | %s | %s |"
                        .formatted(
                                WireNames.nameOf(transition.from()),
                                WireNames.nameOf(transition.to()),
                                transition.by().stream()
                                        .sorted()
                                        .map(WireNames::nameOf)
                                        .collect(Collectors.joining(", ")),
                                transition.when().text(),
                                transition.consequence()))
                .collect(Collectors.joining(
                        "\n", "| from | to | actor | when | consequence |\n|---|---|---|---|---|\n", "\n"));
    }
}
