package io.busbar.bookings;

import static io.busbar.bookings.BookingOperations.Party.ADMIN;
import static io.busbar.bookings.BookingOperations.Party.CLOCK;
import static io.busbar.bookings.BookingOperations.Party.CUSTOMER;
import static io.busbar.bookings.BookingOperations.Party.PROFESSIONAL;
import static io.busbar.bookings.BookingOperations.Status.CANCELLED;
import static io.busbar.bookings.BookingOperations.Status.COMPLETED;
import static io.busbar.bookings.BookingOperations.Status.CONFIRMED;
import static io.busbar.bookings.BookingOperations.Status.PENDING;
import static io.busbar.bookings.BookingOperations.Status.REJECTED;

import io.busbar.bookings.BookingOperations.Party;
import io.busbar.bookings.BookingOperations.Status;
import io.busbar.bookings.Transition.When;
import io.busbar.bus.Failure;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What may become of a booking: one table, from which decisions and documentation are made. */
final class StatusFlow {
    static final List<Transition> TABLE = List.of(
            new Transition(
                    PENDING,
                    CONFIRMED,
                    Set.of(PROFESSIONAL, ADMIN),
                    When.BEFORE_START,
                    "reminders 24 hours and 1 hour before the start"),
            new Transition(PENDING, REJECTED, Set.of(PROFESSIONAL, ADMIN), When.BEFORE_START, "the time is free again"),
            new Transition(PENDING, CANCELLED, Set.of(CUSTOMER, ADMIN), When.BEFORE_START, "the time is free again"),
            new Transition(PENDING, CANCELLED, Set.of(CLOCK), When.ANSWER_OVERDUE, "the time is free again"),
            new Transition(
                    CONFIRMED,
                    CANCELLED,
                    Set.of(CUSTOMER, PROFESSIONAL, ADMIN),
                    When.BEFORE_START,
                    "the time is free again; less than 24 hours before the start it is marked `late`, but for an admin"),
            new Transition(
                    CONFIRMED,
                    CANCELLED,
                    Set.of(CUSTOMER, PROFESSIONAL, ADMIN),
                    When.NO_SHOW,
                    "it is marked with who did not come; a party can say it of the other only"),
            new Transition(
                    CONFIRMED, COMPLETED, Set.of(PROFESSIONAL, ADMIN), When.AFTER_END, "the customer can rate it"),
            new Transition(CONFIRMED, COMPLETED, Set.of(CLOCK), When.DAY_AFTER_END, "the customer can rate it"));

    private StatusFlow() {}

    /**
     * Finds the row that lets a party do something now.
     *
     * @throws Failure CONFLICT that names the states the party may move it to
     */
    static Transition decide(Booked booking, Status to, Party party, @Nullable Party noShow, Instant now) {
        if (noShow != null && (noShow == party || noShow == ADMIN || noShow == CLOCK)) {
            throw Failure.invalid("/noShow", "must be the other: customer or professional");
        }
        return TABLE.stream()
                .filter(row -> row.to() == to
                        && row.open(booking, party, now)
                        && row.when().admits(noShow != null))
                .findFirst()
                .orElseThrow(() -> forbidden(booking, party, now));
    }

    /** The states to which a party may move a booking now. */
    static List<Status> allowed(Booked booking, Party party, Instant now) {
        return TABLE.stream()
                .filter(row -> row.open(booking, party, now))
                .map(Transition::to)
                .distinct()
                .toList();
    }

    /** Whether cancelling it now leaves the other too little time to find something else. */
    static boolean late(Booked booking, Transition row, Party party, Instant now) {
        return row.from() == CONFIRMED
                && row.to() == CANCELLED
                && row.when() == When.BEFORE_START
                && party != ADMIN
                && now.isAfter(booking.start().minus(Transition.DAY));
    }

    private static Failure forbidden(Booked booking, Party party, Instant now) {
        List<String> allowed =
                allowed(booking, party, now).stream().map(Status::wireName).toList();
        String state = booking.status().wireName();
        return Failure.conflict(
                allowed.isEmpty()
                        ? "You cannot change this booking now: it is " + state
                        : "This booking is " + state + "; now you can make it " + String.join(" or ", allowed),
                Map.of("status", state, "allowed", allowed));
    }

    /** The table as Markdown. */
    static String markdown() {
        return TABLE.stream()
                .map(row -> "| %s | %s | %s | %s | %s |"
                        .formatted(
                                row.from().wireName(),
                                row.to().wireName(),
                                row.by().stream().sorted().map(Party::wireName).collect(Collectors.joining(", ")),
                                row.when().text(),
                                row.follows()))
                .collect(Collectors.joining(
                        "\n", "| from | to | by | when | what follows |\n|---|---|---|---|---|\n", "\n"));
    }
}
