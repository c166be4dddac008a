package io.busbar.services.bookings;

import io.busbar.services.bookings.BookingOperations.Party;
import io.busbar.services.bookings.BookingOperations.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/**
 * An allowed status change, a row of {@link StatusFlow}.
 *
 * @param by the parties that can make the change
 * @param when the time at which they can make it
 * @param consequence the effect, for the documentation
 */
record Transition(Status from, Status to, Set<Party> by, TransitionTime when, String consequence) {
    /** How long a booking waits for the professional's answer, unless it starts earlier. */
    static final Duration ANSWER_TIMEOUT = Duration.ofHours(24);

    /** The time before the start within which a cancellation is late. */
    static final Duration LATE_CANCELLATION_PERIOD = Duration.ofHours(24);

    /** The time after the end until a booking is completed automatically. */
    static final Duration COMPLETION_DELAY = Duration.ofHours(24);

    Transition {
        by = Set.copyOf(by);
    }

    /** The time at which a change is allowed, relative to the booking's times. */
    enum TransitionTime {
        BEFORE_START("before the start"),
        NO_SHOW("from the start on, with `noShow`"),
        AFTER_END("after the end, optionally with `noShow`"),
        ANSWER_OVERDUE("24 hours after the request or at the start, whichever comes first"),
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
                case DAY_AFTER_END -> !now.isBefore(booking.end().plus(COMPLETION_DELAY));
            };
        }

        /**
         * Returns whether a change with or without a reported no-show fits: NO_SHOW requires one, AFTER_END allows one, the others
         * reject one.
         */
        boolean acceptsNoShow(boolean noShow) {
            return switch (this) {
                case NO_SHOW -> noShow;
                case AFTER_END -> true;
                case BEFORE_START, ANSWER_OVERDUE, DAY_AFTER_END -> !noShow;
            };
        }
    }

    /** Returns whether the party can make this change now. */
    boolean isAllowed(BookingRecord booking, Party party, Instant now) {
        return booking.status() == from && by.contains(party) && when.includes(booking, now);
    }
}
