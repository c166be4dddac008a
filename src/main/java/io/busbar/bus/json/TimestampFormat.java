package io.busbar.bus.json;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * Formats times as RFC 3339 text, like {@link DateTimeFormatter#ISO_OFFSET_DATE_TIME} but several times as fast: a page of a list has
 * hundreds of times.
 */
public final class TimestampFormat {
    /** The length of {@code 9999-12-31T23:59:59.999999999+18:00:00}. */
    private static final int MAX_LENGTH = 38;

    private static final int MAX_YEAR = 9999;

    private TimestampFormat() {}

    /**
     * Formats a time as {@code 2026-03-01T09:30:00.25Z}: always with seconds, and with a fraction without trailing zeros if there is one.
     */
    public static String format(OffsetDateTime time) {
        if (time.getYear() < 0 || time.getYear() > MAX_YEAR) {
            return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time);
        }
        byte[] text = new byte[MAX_LENGTH];
        digits(text, 0, time.getYear(), 4);
        text[4] = '-';
        digits(text, 5, time.getMonthValue(), 2);
        text[7] = '-';
        digits(text, 8, time.getDayOfMonth(), 2);
        text[10] = 'T';
        digits(text, 11, time.getHour(), 2);
        text[13] = ':';
        digits(text, 14, time.getMinute(), 2);
        text[16] = ':';
        digits(text, 17, time.getSecond(), 2);
        int end = offset(
                text, fraction(text, 19, time.getNano()), time.getOffset().getTotalSeconds());
        return new String(text, 0, end, StandardCharsets.ISO_8859_1);
    }

    /** Formats a time in UTC. */
    public static String format(Instant time) {
        return format(time.atOffset(ZoneOffset.UTC));
    }

    private static int fraction(byte[] text, int at, int nanos) {
        if (nanos == 0) {
            return at;
        }
        text[at] = '.';
        boolean micros = nanos % 1_000 == 0; // times from PostgreSQL have no nanoseconds
        int count = micros ? 6 : 9;
        digits(text, at + 1, micros ? nanos / 1_000 : nanos, count);
        int end = at + 1 + count;
        while (text[end - 1] == '0') {
            end--;
        }
        return end;
    }

    private static int offset(byte[] text, int at, int seconds) {
        if (seconds == 0) {
            text[at] = 'Z';
            return at + 1;
        }
        int size = Math.abs(seconds);
        text[at] = (byte) (seconds < 0 ? '-' : '+');
        digits(text, at + 1, size / 3600, 2);
        text[at + 3] = ':';
        digits(text, at + 4, size / 60 % 60, 2);
        if (size % 60 == 0) {
            return at + 6;
        }
        text[at + 6] = ':';
        digits(text, at + 7, size % 60, 2);
        return at + 9;
    }

    private static void digits(byte[] text, int at, int value, int count) {
        int rest = value;
        for (int i = at + count - 1; i >= at; i--) {
            text[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }
}
