package io.busbar.bookings;

import io.busbar.bookings.BookingOperations.Status;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A booking as an iCalendar object (RFC 5545). */
final class CalendarFile {
    private static final DateTimeFormatter UTC =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int LINE = 75;

    private final StringBuilder text = new StringBuilder();

    private CalendarFile() {}

    static String of(Booked booking) {
        CalendarFile file = new CalendarFile();
        file.line("BEGIN:VCALENDAR");
        file.line("VERSION:2.0");
        file.line("PRODID:-//Busbar//Bookings//EN");
        file.line("CALSCALE:GREGORIAN");
        file.line("METHOD:PUBLISH");
        file.line("BEGIN:VEVENT");
        file.line("UID:" + booking.id() + "@bookings.busbar");
        file.line("SEQUENCE:" + booking.sequence());
        file.line("DTSTAMP:" + time(booking.updatedAt().toInstant()));
        file.line("CREATED:" + time(booking.createdAt().toInstant()));
        file.line("LAST-MODIFIED:" + time(booking.updatedAt().toInstant()));
        file.line("DTSTART:" + time(booking.start()));
        file.line("DTEND:" + time(booking.end()));
        file.line("STATUS:" + status(booking.status()));
        file.line("SUMMARY:" + escaped(booking.title()));
        file.optional("LOCATION", booking.address());
        file.optional("DESCRIPTION", booking.notes());
        file.line("END:VEVENT");
        file.line("END:VCALENDAR");
        return file.text.toString();
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

    /** TEXT of RFC 5545 §3.3.11; control characters besides the line break have no place in it. */
    private static String escaped(String text) {
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
            line(name + ":" + escaped(value));
        }
    }

    /** Lines of more than 75 octets go on after a break and a space; no character is cut in two. */
    private void line(String content) {
        int octets = 0;
        for (int i = 0; i < content.length(); ) {
            String character = Character.toString(content.codePointAt(i));
            int size = character.getBytes(StandardCharsets.UTF_8).length;
            if (octets + size > LINE) {
                text.append("\r\n ");
                octets = 1;
            }
            text.append(character);
            octets += size;
            i += character.length();
        }
        text.append("\r\n");
    }
}
