package io.busbar.services.bookings;

import io.busbar.services.bookings.BookingOperations.Party;
import io.busbar.services.bookings.BookingOperations.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/**
 * A row of the table of what may become of a booking.
 *
 * @param by      who may do it
 * @param when    at what times
 * @param consequence what comes of it, for the reference
 */
record Transition(Status from, Status to, Set<Party> by, TransitionTime when, String consequence) {
    /** How long a confirmed booking can be cancelled before its start without being late, and waits for completion after its end. */
    static final Duration DAY = Duration.ofHours(24);

    Transition {
        by = Set.copyOf(by);
    }

    /** The times at which a booking may be moved. */
    enum TransitionTime {
        BEFORE_START("before the start"),
        NO_SHOW("from the start on, naming who did not come (`noShow`)"),
        AFTER_END("after the end; may name who did not come (`noShow`)"),
        ANSWER_OVERDUE("24 hours after the request, or at the start, whichever is first"),
        DAY_AFTER_END("24 hours after the end");

        private final String text;

        TransitionTime(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }

        boolean includes(BookingRecord booking, Instant now) {
            Instant answerBy = booking.expiresAt();
            return switch (this) {
                case BEFORE_START -> now.isBefore(booking.start());
                case NO_SHOW -> !now.isBefore(booking.start());
                case AFTER_END -> !now.isBefore(booking.end());
                case ANSWER_OVERDUE -> answerBy != null && !now.isBefore(answerBy);
                case DAY_AFTER_END -> !now.isBefore(booking.end().plus(DAY));
            };
        }

        /** Whether saying that somebody did not come is required, possible, or out of place. */
        boolean acceptsNoShow(boolean noShow) {
            return switch (this) {
                case NO_SHOW -> noShow;
                case AFTER_END -> true;
                case BEFORE_START, ANSWER_OVERDUE, DAY_AFTER_END -> !noShow;
            };
        }
    }

    /** Whether this row lets that party do it now. */
    boolean isAllowed(BookingRecord booking, Party party, Instant now) {
        return booking.status() == from && by.contains(party) && when.includes(booking, now);
    }
}
