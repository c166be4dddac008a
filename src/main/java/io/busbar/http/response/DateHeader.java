package io.busbar.http.response;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The value of the {@code Date} header (RFC 9110, section 6.6.1), formatted once a second instead of once per response. */
public final class DateHeader {
    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);

    private volatile long epochSecond;
    private volatile String value = "";

    public DateHeader() {
        update();
    }

    /** Updates the value; call several times a second. */
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
