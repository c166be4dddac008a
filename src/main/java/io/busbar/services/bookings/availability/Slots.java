package io.busbar.services.bookings.availability;

import io.busbar.services.bookings.SlotOperations.UnavailableReason;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Decides which times of a professional can be booked, and why others cannot. Listing and booking agree, because both use
 * {@link #evaluate}.
 */
final class Slots {
    private final Schedule schedule;
    private final Schedule.BookingRules bookingRules;
    private final WallClock clock;
    private final Duration duration;
    private final BusyTimes busyTimes;
    private final Instant earliestStart;
    private final LocalDate lastDay;
    private final Instant now;
    private final Map<LocalDate, List<MinuteOfDayRange>> hoursByDate = new HashMap<>();

    Slots(Schedule schedule, ZoneId zone, Duration duration, BusyTimes busyTimes, Instant now) {
        this.schedule = schedule;
        this.bookingRules = schedule.rules();
        this.clock = new WallClock(zone);
        this.duration = duration;
        this.busyTimes = busyTimes;
        this.now = now;
        this.earliestStart = now.plus(bookingRules.minimumNoticeMinutes(), ChronoUnit.MINUTES);
        this.lastDay = clock.toWallTime(now).toLocalDate().plusDays(bookingRules.bookingWindowDays());
    }

    /** Evaluates a start as a wall time in the professional's time zone. If it occurs twice, the first occurrence is meant. */
    Slot evaluate(LocalDateTime wallTime) {
        Instant start = clock.toInstant(wallTime);
        return slot(
                start, clock.isSkipped(wallTime) ? UnavailableReason.DST_GAP : findUnavailableReason(start, wallTime));
    }

    /** Evaluates a start instant. The second occurrence of a repeated wall time is unavailable. */
    Slot evaluate(Instant start) {
        LocalDateTime wallTime = clock.toWallTime(start);
        boolean isSecondOccurrence = !clock.toInstant(wallTime).equals(start);
        return slot(start, isSecondOccurrence ? UnavailableReason.DST_OVERLAP : findUnavailableReason(start, wallTime));
    }

    /**
     * Returns the slots that start in {@code [from, to)}, in order. With {@code includeUnavailable} the result includes unavailable
     * slots and those outside the professional's hours.
     */
    List<Slot> between(Instant from, Instant to, boolean includeUnavailable) {
        return dates(from, to)
                .flatMap(date -> slots(date, includeUnavailable ? allStartMinutes(date) : startMinutes(date)))
                .filter(slot -> !slot.start().isBefore(from) && slot.start().isBefore(to))
                .filter(slot -> includeUnavailable || slot.isAvailable())
                .sorted(Comparator.comparing(Slot::start))
                .toList();
    }

    /** Returns the first available slots that start at or after {@code from}, up to the day of {@code to}. */
    List<Slot> nextAvailable(Instant from, Instant to, int limit) {
        Instant begin = from.isBefore(earliestStart) ? earliestStart : from;
        return dates(begin, to)
                .takeWhile(date -> !date.isAfter(lastDay))
                .flatMap(date -> slots(date, startMinutes(date)))
                .filter(slot -> slot.isAvailable() && !slot.start().isBefore(begin))
                .limit(limit)
                .toList();
    }

    /** Returns the dates from one instant to another, both included; none if the second is on an earlier date. */
    private Stream<LocalDate> dates(Instant from, Instant to) {
        LocalDate last = clock.toWallTime(to).toLocalDate();
        return Stream.iterate(
                clock.toWallTime(from).toLocalDate(), date -> !date.isAfter(last), date -> date.plusDays(1));
    }

    private Stream<Slot> slots(LocalDate date, List<Integer> startMinutes) {
        return startMinutes.stream().map(minute -> evaluate(MinuteOfDayRange.at(date, minute)));
    }

    private List<MinuteOfDayRange> hours(LocalDate date) {
        return hoursByDate.computeIfAbsent(date, schedule::hours);
    }

    private Slot slot(Instant start, @Nullable UnavailableReason unavailableReason) {
        return new Slot(start, start.plus(duration), unavailableReason);
    }

    private @Nullable UnavailableReason findUnavailableReason(Instant start, LocalDateTime wallTime) {
        LocalDate date = wallTime.toLocalDate();
        Instant end = start.plus(duration);
        if (start.isBefore(now)) {
            return UnavailableReason.PAST;
        }
        if (start.isBefore(earliestStart)) {
            return UnavailableReason.NOTICE;
        }
        if (date.isAfter(lastDay)) {
            return UnavailableReason.WINDOW;
        }
        if (!isWithinHours(start, end, this::hours)) {
            return isWithinHours(start, end, schedule::weeklyHours)
                    ? UnavailableReason.DATE_OVERRIDE
                    : UnavailableReason.OUTSIDE_HOURS;
        }
        if (!isOnGrid(wallTime)) {
            return UnavailableReason.OFF_GRID;
        }
        return busyTimes.findConflict(
                start,
                end,
                start.minus(bookingRules.bufferBeforeMinutes(), ChronoUnit.MINUTES),
                end.plus(bookingRules.bufferAfterMinutes(), ChronoUnit.MINUTES));
    }

    /** Returns whether the hours cover the time without a gap. Hours until 24:00 continue with those of the next day. */
    private boolean isWithinHours(Instant start, Instant end, Function<LocalDate, List<MinuteOfDayRange>> hours) {
        Instant covered = start;
        LocalDate last = clock.toWallTime(end).toLocalDate();
        for (LocalDate date = clock.toWallTime(start).toLocalDate(); !date.isAfter(last); date = date.plusDays(1)) {
            covered = extendCovered(covered, date, hours.apply(date));
            if (!covered.isBefore(end)) {
                return true;
            }
        }
        return false;
    }

    /** Extends the covered time by the ranges that adjoin it, and returns its new end. */
    private Instant extendCovered(Instant covered, LocalDate date, List<MinuteOfDayRange> ranges) {
        Instant extended = covered;
        for (MinuteOfDayRange range : ranges) {
            Instant open = clock.firstInstantAtOrAfter(range.startOn(date));
            Instant close = clock.firstInstantAtOrAfter(range.endOn(date));
            if (!open.isAfter(extended) && close.isAfter(extended)) {
                extended = close;
            }
        }
        return extended;
    }

    private boolean isOnGrid(LocalDateTime wallTime) {
        int minute = wallTime.getHour() * 60 + wallTime.getMinute();
        return wallTime.getSecond() == 0
                && wallTime.getNano() == 0
                && hours(wallTime.toLocalDate()).stream()
                        .anyMatch(range -> range.contains(minute)
                                && (minute - range.start()) % bookingRules.slotIntervalMinutes() == 0);
    }

    /** Returns the minutes of the day at which a slot can start. */
    private List<Integer> startMinutes(LocalDate date) {
        List<Integer> minutes = new ArrayList<>();
        for (MinuteOfDayRange range : hours(date)) {
            for (int minute = range.start(); minute < range.end(); minute += bookingRules.slotIntervalMinutes()) {
                minutes.add(minute);
            }
        }
        return minutes;
    }

    /** Returns the start minutes within the hours and, outside them, the multiples of the slot interval from 00:00. */
    private List<Integer> allStartMinutes(LocalDate date) {
        List<MinuteOfDayRange> open = hours(date);
        List<Integer> minutes = new ArrayList<>(startMinutes(date));
        for (int minute = 0; minute < MinuteOfDayRange.MINUTES_PER_DAY; minute += bookingRules.slotIntervalMinutes()) {
            int candidate = minute;
            if (open.stream().noneMatch(range -> range.contains(candidate))) {
                minutes.add(candidate);
            }
        }
        return minutes;
    }
}
