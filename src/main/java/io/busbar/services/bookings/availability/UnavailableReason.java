package io.busbar.services.bookings.availability;

import io.busbar.bus.WireNames;

/** Why a time cannot be booked. */
enum UnavailableReason {
    DST_GAP("This time does not exist on that day: clocks are put forward over it"),
    DST_OVERLAP("Clocks are put back on that day, and of two equal times only the first is offered"),
    PAST("This time is over"),
    NOTICE("This is shorter notice than the professional asks for"),
    WINDOW("This is further ahead than the professional takes bookings"),
    EXCEPTION("The professional is away at this time on that date"),
    OUTSIDE_HOURS("This is not within the professional's hours"),
    OFF_GRID("No appointment begins at this time"),
    BOOKED("This time is booked"),
    HELD("This time is held for somebody"),
    BUFFER("This time is too close to another booking");

    private static final WireNames<UnavailableReason> NAMES = WireNames.of(UnavailableReason.class);

    private final String text;

    UnavailableReason(String text) {
        this.text = text;
    }

    /** The name on the wire. */
    String wireName() {
        return NAMES.name(this);
    }

    /** For people. */
    String text() {
        return text;
    }

    /** Whether somebody else has the time, rather than nobody could. */
    boolean isTakenBySomeoneElse() {
        return this == BOOKED || this == HELD || this == BUFFER;
    }
}
