package io.busbar.services.bookings.calendar;

import io.busbar.services.bookings.BookingOperations.Status;
import io.busbar.services.bookings.BookingRecord;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Bookings as an iCalendar file (RFC 5545). */
public final class CalendarFile {
    private static final DateTimeFormatter UTC =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int MAX_LINE_OCTETS = 75;

    private final StringBuilder text = new StringBuilder();

    private CalendarFile() {}

    public static String of(BookingRecord booking) {
        return of(List.of(booking));
    }

    /** Returns one calendar with all bookings. */
    static String of(List<BookingRecord> bookings) {
        CalendarFile file = new CalendarFile();
        file.line("BEGIN:VCALENDAR");
        file.line("VERSION:2.0");
        file.line("PRODID:-//Busbar//Bookings//EN");
        file.line("CALSCALE:GREGORIAN");
        file.line("METHOD:PUBLISH");
        bookings.forEach(file::event);
        file.line("END:VCALENDAR");
        return file.text.toString();
    }

    private void event(BookingRecord booking) {
        line("BEGIN:VEVENT");
        line("UID:" + booking.id() + "@bookings.busbar");
        line("SEQUENCE:" + booking.sequence());
        line("DTSTAMP:" + time(booking.updatedAt().toInstant()));
        line("CREATED:" + time(booking.createdAt().toInstant()));
        line("LAST-MODIFIED:" + time(booking.updatedAt().toInstant()));
        line("DTSTART:" + time(booking.start()));
        line("DTEND:" + time(booking.end()));
        line("STATUS:" + status(booking.status()));
        line("SUMMARY:" + escape(booking.title()));
        optional("LOCATION", booking.address());
        optional("DESCRIPTION", booking.notes());
        line("END:VEVENT");
    }

    private static String status(Status status) {
        return switch (status) {
            case PENDING -> "TENTATIVE";
            case CONFIRMED, COMPLETED -> "CONFIRMED";
            case CANCELLED, REJECTED -> "CANCELLED";
        };
    }

    private static String time(Instant instant) {
        return UTC.format(instant);
    }

    /** Escapes a TEXT value (RFC 5545 §3.3.11) and removes control characters other than line breaks and tabs. */
    private static String escape(String text) {
        return text.replace("\r\n", "\n")
                .replace('\r', '\n')
                .replaceAll("[\\p{Cntrl}&&[^\n\t]]", "")
                .replace("\\", "\\\\")
                .replace(";", "\\;")
                .replace(",", "\\,")
                .replace("\n", "\\n");
    }

    private void optional(String name, @Nullable String value) {
        if (value != null) {
            line(name + ":" + escape(value));
        }
    }

    /** Appends a content line, folded after 75 octets at most (RFC 5545 §3.1), never within a character. */
    private void line(String content) {
        int octets = 0;
        for (int i = 0; i < content.length(); ) {
            int character = content.codePointAt(i);
            int size = octets(character);
            if (octets + size > MAX_LINE_OCTETS) {
                text.append("\r\n ");
                octets = 1;
            }
            text.appendCodePoint(character);
            octets += size;
            i += Character.charCount(character);
        }
        text.append("\r\n");
    }

    /** Returns the length of the code point in UTF-8. */
    private static int octets(int character) {
        if (character < 0x80) {
            return 1;
        }
        if (character < 0x800) {
            return 2;
        }
        return character < 0x10000 ? 3 : 4;
    }
}
