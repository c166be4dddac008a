package io.busbar.http;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The {@code Date} of answers (RFC 9110, 6.6.1), formatted once a second and not for each of them. */
final class DateHeader {
    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);

    private volatile long second;
    private volatile String date = "";

    DateHeader() {
        tick();
    }

    /** Looks at the time; to be called several times a second. */
    void tick() {
        Instant now = Instant.now();
        if (now.getEpochSecond() != second) {
            second = now.getEpochSecond();
            date = FORMAT.format(now);
        }
    }

    String date() {
        return date;
    }
}
