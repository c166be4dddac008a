package io.busbar.services.bookings.availability;

import io.busbar.bus.WireNames;

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

    private static final WireNames<UnavailableReason> NAMES = WireNames.of(UnavailableReason.class);

    private final String text;

    UnavailableReason(String text) {
        this.text = text;
    }

    /** Returns the lower-case name used in JSON. */
    String wireName() {
        return NAMES.name(this);
    }

    /** Returns a human-readable message. */
    String text() {
        return text;
    }
}
