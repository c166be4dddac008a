package io.busbar.bookings;

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
import org.jspecify.annotations.Nullable;

/**
 * Which times of a professional can be booked, and why the others cannot. A time is offered exactly when it can be booked: both are
 * {@link #judge}.
 */
final class Slots {
    private final Schedule schedule;
    private final Schedule.Rules rules;
    private final WallClock clock;
    private final Duration duration;
    private final BusyTimes busy;
    private final Instant earliest;
    private final LocalDate lastDay;
    private final Instant now;
    private final Map<LocalDate, List<TimeRange>> hours = new HashMap<>();

    Slots(Schedule schedule, ZoneId zone, Duration duration, BusyTimes busy, Instant now) {
        this.schedule = schedule;
        this.rules = schedule.rules();
        this.clock = new WallClock(zone);
        this.duration = duration;
        this.busy = busy;
        this.now = now;
        this.earliest = now.plus(rules.minimumNotice(), ChronoUnit.MINUTES);
        this.lastDay = clock.wall(now).toLocalDate().plusDays(rules.bookingWindow());
    }

    /** A time by the clock on the professional's wall. */
    Slot judge(LocalDateTime wall) {
        Instant start = clock.instant(wall);
        return slot(start, clock.skips(wall) ? Refusal.DST_GAP : refusal(start, wall));
    }

    /** A time whoever looks at whatever clock. */
    Slot judge(Instant start) {
        LocalDateTime wall = clock.wall(start);
        boolean second = !clock.instant(wall).equals(start);
        return slot(start, second ? Refusal.DST_OVERLAP : refusal(start, wall));
    }

    /** What starts in the professional's hours from one instant to before another, with the refused times too if wanted. */
    List<Slot> between(Instant from, Instant to, boolean explain) {
        List<Slot> found = new ArrayList<>();
        LocalDate last = clock.wall(to).toLocalDate();
        for (LocalDate date = clock.wall(from).toLocalDate(); !date.isAfter(last); date = date.plusDays(1)) {
            for (int minute : explain ? everyStart(date) : starts(date)) {
                Slot slot = judge(TimeRange.at(date, minute));
                if (!slot.start().isBefore(from) && slot.start().isBefore(to) && (explain || slot.free())) {
                    found.add(slot);
                }
            }
        }
        found.sort(Comparator.comparing(Slot::start));
        return found;
    }

    /** The first free times from an instant on, looking no further than another. */
    List<Slot> next(Instant from, Instant to, int most) {
        List<Slot> found = new ArrayList<>();
        Instant begin = from.isBefore(earliest) ? earliest : from;
        LocalDate last = clock.wall(to).toLocalDate();
        for (LocalDate date = clock.wall(begin).toLocalDate();
                !date.isAfter(last) && !date.isAfter(lastDay) && found.size() < most;
                date = date.plusDays(1)) {
            for (int minute : starts(date)) {
                Slot slot = judge(TimeRange.at(date, minute));
                if (slot.free() && !slot.start().isBefore(begin) && found.size() < most) {
                    found.add(slot);
                }
            }
        }
        return found;
    }

    private List<TimeRange> hours(LocalDate date) {
        return hours.computeIfAbsent(date, schedule::hours);
    }

    private Slot slot(Instant start, @Nullable Refusal refusal) {
        return new Slot(start, start.plus(duration), refusal);
    }

    private @Nullable Refusal refusal(Instant start, LocalDateTime wall) {
        LocalDate date = wall.toLocalDate();
        Instant end = start.plus(duration);
        if (start.isBefore(now)) {
            return Refusal.PAST;
        } else if (start.isBefore(earliest)) {
            return Refusal.NOTICE;
        } else if (date.isAfter(lastDay)) {
            return Refusal.WINDOW;
        } else if (!open(start, end, this::hours)) {
            return open(start, end, schedule::weeklyHours) ? Refusal.EXCEPTION : Refusal.OUTSIDE_HOURS;
        } else if (!isStart(wall)) {
            return Refusal.OFF_GRID;
        }
        return busy.inTheWay(
                start,
                end,
                start.minus(rules.bufferBefore(), ChronoUnit.MINUTES),
                end.plus(rules.bufferAfter(), ChronoUnit.MINUTES));
    }

    /** Whether these hours cover the time without a break; hours until 24:00 go on into those of the next day. */
    private boolean open(Instant start, Instant end, Function<LocalDate, List<TimeRange>> hours) {
        Instant covered = start;
        LocalDate last = clock.wall(end).toLocalDate();
        for (LocalDate date = clock.wall(start).toLocalDate(); !date.isAfter(last); date = date.plusDays(1)) {
            for (TimeRange range : hours.apply(date)) {
                Instant close = clock.boundary(range.endOn(date));
                if (!clock.boundary(range.startOn(date)).isAfter(covered) && close.isAfter(covered)) {
                    covered = close;
                }
            }
            if (!covered.isBefore(end)) {
                return true;
            }
        }
        return false;
    }

    private boolean isStart(LocalDateTime wall) {
        int minute = wall.getHour() * 60 + wall.getMinute();
        return wall.getSecond() == 0
                && wall.getNano() == 0
                && hours(wall.toLocalDate()).stream()
                        .anyMatch(range ->
                                range.contains(minute) && (minute - range.start()) % rules.slotInterval() == 0);
    }

    /** Minutes at which an appointment could begin. */
    private List<Integer> starts(LocalDate date) {
        List<Integer> minutes = new ArrayList<>();
        for (TimeRange range : hours(date)) {
            for (int minute = range.start(); minute < range.end(); minute += rules.slotInterval()) {
                minutes.add(minute);
            }
        }
        return minutes;
    }

    /** The same, and the rest of the day in the same steps from 00:00. */
    private List<Integer> everyStart(LocalDate date) {
        List<TimeRange> open = hours(date);
        List<Integer> minutes = new ArrayList<>(starts(date));
        for (int minute = 0; minute < TimeRange.DAY; minute += rules.slotInterval()) {
            int each = minute;
            if (open.stream().noneMatch(range -> range.contains(each))) {
                minutes.add(each);
            }
        }
        return minutes;
    }
}
