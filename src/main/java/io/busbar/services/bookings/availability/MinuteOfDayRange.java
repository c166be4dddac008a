package io.busbar.services.bookings.availability;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A range within a day, in minutes.
 *
 * @param start minutes since 00:00, inclusive
 * @param end minutes since 00:00, exclusive; 1440 is 24:00
 */
record MinuteOfDayRange(int start, int end) {
    static final int MINUTES_PER_DAY = 24 * 60;
    private static final Pattern TIME_OF_DAY = Pattern.compile("([0-9]{2}):([0-9]{2})");

    MinuteOfDayRange {
        if (start < 0 || end > MINUTES_PER_DAY || start >= end) {
            throw new IllegalArgumentException("not a range within a day: " + start + " to " + end);
        }
    }

    /** Returns the minutes since 00:00 of a time such as {@code 09:30}. */
    static int parseMinutes(String timeOfDay) {
        Matcher parts = TIME_OF_DAY.matcher(timeOfDay);
        if (!parts.matches()) {
            throw new IllegalArgumentException("not a time of day: " + timeOfDay);
        }
        return Integer.parseInt(parts.group(1)) * 60 + Integer.parseInt(parts.group(2));
    }

    static String format(int minutes) {
        return "%02d:%02d".formatted(minutes / 60, minutes % 60);
    }

    boolean contains(int minute) {
        return start <= minute && minute < end;
    }

    boolean overlaps(MinuteOfDayRange other) {
        return start < other.end && other.start < end;
    }

    LocalDateTime startOn(LocalDate date) {
        return at(date, start);
    }

    LocalDateTime endOn(LocalDate date) {
        return at(date, end);
    }

    static LocalDateTime at(LocalDate date, int minute) {
        return date.atStartOfDay().plusMinutes(minute);
    }

    /** Returns the ranges in order, with touching and overlapping ones merged. */
    static List<MinuteOfDayRange> merged(List<MinuteOfDayRange> ranges) {
        List<MinuteOfDayRange> merged = new ArrayList<>(ranges.size());
        for (MinuteOfDayRange next : ranges.stream()
                .sorted(Comparator.comparingInt(MinuteOfDayRange::start))
                .toList()) {
            if (!merged.isEmpty() && merged.getLast().end() >= next.start()) {
                MinuteOfDayRange last = merged.removeLast();
                merged.add(new MinuteOfDayRange(last.start(), Math.max(last.end(), next.end())));
            } else {
                merged.add(next);
            }
        }
        return List.copyOf(merged);
    }
}
