package io.busbar.http.response;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The {@code Date} of answers (RFC 9110, 6.6.1), formatted once a second and not for each of them. */
public final class DateHeader {
    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);

    private volatile long epochSecond;
    private volatile String value = "";

    public DateHeader() {
        update();
    }

    /** Looks at the time; to be called several times a second. */
    public void update() {
        Instant now = Instant.now();
        if (now.getEpochSecond() != epochSecond) {
            epochSecond = now.getEpochSecond();
            value = FORMAT.format(now);
        }
    }

    public String value() {
        return value;
    }
}
