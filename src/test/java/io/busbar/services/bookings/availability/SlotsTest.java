package io.busbar.services.bookings.availability;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.services.bookings.SlotOperations.UnavailableReason;
import io.busbar.services.bookings.availability.BusyTimes.BusyPeriod;
import io.busbar.services.bookings.availability.Schedule.BookingRules;
import io.busbar.services.bookings.availability.Schedule.OverrideHours;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The available slots, and the reasons of the unavailable ones. */
class SlotsTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final Instant NOW = Instant.parse("2027-01-04T08:00:00Z"); // a Monday, 09:00 in Berlin
    private static final LocalDate MONDAY = LocalDate.of(2027, 1, 4);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final BookingRules PLAIN = new BookingRules(0, 0, 0, 90, 30);

    @Test
    void between_ofOneDay_returnsSlotsByInterval() {
        Slots slots = slots(week("09:00-12:00"), PLAIN, BusyTimes.EMPTY);

        assertThat(availableTimes(slots, MONDAY.plusDays(1)))
                .containsExactly("09:00", "09:30", "10:00", "10:30", "11:00");
    }

    @Test
    void between_withHoursUntilMidnight_continuesIntoNextDay() {
        Map<DayOfWeek, List<MinuteOfDayRange>> weekly = Map.of(
                DayOfWeek.MONDAY, List.of(range("22:00-24:00")), DayOfWeek.TUESDAY, List.of(range("00:00-01:00")));
        Slots slots = slots(schedule(weekly, Map.of(), PLAIN), BusyTimes.EMPTY);

        assertThat(availableTimes(slots, MONDAY)).containsExactly("22:00", "22:30", "23:00", "23:30");
        assertThat(availableTimes(slots, MONDAY.plusDays(1))).containsExactly("00:00");
    }

    @Test
    void evaluate_ofUnavailableTimes_returnsReasons() {
        Schedule schedule = schedule(
                everyDay("09:00-17:00"),
                Map.of(
                        MONDAY.plusDays(2), new OverrideHours(true, List.of()),
                        MONDAY.plusDays(3), new OverrideHours(true, List.of(range("18:00-19:00"))),
                        MONDAY.plusDays(4), new OverrideHours(false, List.of(range("18:00-19:00")))),
                new BookingRules(15, 15, 120, 30, 30));
        LocalDateTime booked = MONDAY.plusDays(1).atTime(12, 0);
        LocalDateTime held = MONDAY.plusDays(1).atTime(15, 0);
        Slots slots = slots(schedule, new BusyTimes(List.of(busy(booked, false), busy(held, true))));

        Map<LocalDateTime, UnavailableReason> reasons = new TreeMap<>();
        reasons.put(MONDAY.atTime(8, 0), UnavailableReason.PAST);
        reasons.put(MONDAY.atTime(10, 30), UnavailableReason.NOTICE);
        reasons.put(MONDAY.plusDays(31).atTime(9, 0), UnavailableReason.WINDOW);
        reasons.put(MONDAY.plusDays(2).atTime(9, 0), UnavailableReason.DATE_OVERRIDE);
        reasons.put(MONDAY.plusDays(3).atTime(9, 0), UnavailableReason.DATE_OVERRIDE);
        reasons.put(MONDAY.plusDays(1).atTime(8, 0), UnavailableReason.OUTSIDE_HOURS);
        reasons.put(MONDAY.plusDays(1).atTime(16, 30), UnavailableReason.OUTSIDE_HOURS);
        reasons.put(MONDAY.plusDays(1).atTime(18, 0), UnavailableReason.OUTSIDE_HOURS);
        reasons.put(MONDAY.plusDays(1).atTime(9, 10), UnavailableReason.OFF_GRID);
        reasons.put(MONDAY.plusDays(1).atTime(9, 0, 1), UnavailableReason.OFF_GRID);
        reasons.put(MONDAY.plusDays(1).atTime(12, 30), UnavailableReason.BOOKED);
        reasons.put(MONDAY.plusDays(1).atTime(15, 0), UnavailableReason.HELD);
        reasons.put(MONDAY.plusDays(1).atTime(13, 0), UnavailableReason.BUFFER);
        reasons.put(MONDAY.plusDays(1).atTime(11, 0), UnavailableReason.BUFFER);

        reasons.forEach((time, reason) -> assertThat(slots.evaluate(time).unavailableReason())
                .as("%s", time)
                .isEqualTo(reason));
        for (LocalDateTime time : List.of(
                MONDAY.atTime(11, 0),
                MONDAY.plusDays(30).atTime(9, 0),
                MONDAY.plusDays(3).atTime(18, 0),
                MONDAY.plusDays(4).atTime(9, 0),
                MONDAY.plusDays(4).atTime(18, 0),
                MONDAY.plusDays(1).atTime(10, 30),
                MONDAY.plusDays(1).atTime(13, 30))) {
            assertThat(slots.evaluate(time).unavailableReason()).as("%s", time).isNull();
        }
    }

    @Test
    void evaluate_atClockChange_rejectsSkippedTimeAndUsesFirstOfTwo() {
        Slots slots =
                slots(schedule(everyDay("00:00-24:00"), Map.of(), new BookingRules(0, 0, 0, 730, 30)), BusyTimes.EMPTY);

        Slot skipped = slots.evaluate(LocalDateTime.parse("2027-03-28T02:30"));
        Slot twice = slots.evaluate(LocalDateTime.parse("2027-10-31T02:30"));

        assertThat(skipped.unavailableReason()).isEqualTo(UnavailableReason.DST_GAP);
        assertThat(twice.isAvailable()).isTrue();
        assertThat(twice.start()).isEqualTo("2027-10-31T00:30:00Z");
        assertThat(slots.evaluate(Instant.parse("2027-10-31T01:30:00Z")).unavailableReason())
                .isEqualTo(UnavailableReason.DST_OVERLAP);
    }

    @Test
    void nextAvailable_fromInstant_returnsFirstAvailableSlots() {
        Slots slots = slots(
                week("09:00-12:00"),
                PLAIN,
                new BusyTimes(List.of(busy(MONDAY.plusDays(1).atTime(9, 0), false))));
        Instant from = at(MONDAY.plusDays(1).atTime(9, 0));

        assertThat(slots.nextAvailable(from, from.plus(Duration.ofDays(7)), 4))
                .extracting(
                        slot -> slot.start().atZone(BERLIN).toLocalDateTime().toString())
                .containsExactly("2027-01-05T10:30", "2027-01-05T11:00", "2027-01-06T09:00", "2027-01-06T09:30");
        assertThat(slots.nextAvailable(from, from, 4))
                .allMatch(slot -> slot.start().isBefore(at(MONDAY.plusDays(2).atStartOfDay())));
    }

    /** Compares slots with an oracle that uses only {@code java.time}, around every clock change of two years in every time zone. */
    @TestFactory
    List<DynamicTest> between_aroundEveryClockChange_agreesWithOracle() {
        return ZoneId.getAvailableZoneIds().stream()
                .sorted()
                .map(name -> DynamicTest.dynamicTest(name, () -> checkEveryClockChange(ZoneId.of(name))))
                .toList();
    }

    private static void checkEveryClockChange(ZoneId zone) {
        Instant end = NOW.plus(Duration.ofDays(730));
        Schedule schedule =
                schedule(everyDay("00:30-03:15", "05:00-24:00"), Map.of(), new BookingRules(10, 5, 0, 730, 30));
        Instant at = NOW;
        boolean any = false;
        for (ZoneOffsetTransition change = zone.getRules().nextTransition(at);
                change != null && change.getInstant().isBefore(end);
                change = zone.getRules().nextTransition(change.getInstant())) {
            any = true;
            assertAgreesWithOracle(zone, schedule, change.getDateTimeBefore().toLocalDate());
        }
        if (!any) {
            assertAgreesWithOracle(zone, schedule, LocalDate.of(2027, 3, 28));
        }
    }

    private static void assertAgreesWithOracle(ZoneId zone, Schedule schedule, LocalDate around) {
        Instant from = around.minusDays(1).atStartOfDay(zone).toInstant();
        Instant to = around.plusDays(2).atStartOfDay(zone).toInstant();
        Instant core = around.atTime(12, 0).atZone(zone).toInstant();
        BusyPeriod busyPeriod = new BusyPeriod(
                core, core.plus(HOUR), core.minusSeconds(600), core.plus(HOUR).plusSeconds(300), false);
        Slots slots = new Slots(schedule, zone, HOUR, new BusyTimes(List.of(busyPeriod)), NOW);

        List<Slot> explained = slots.between(from, to, true);
        List<Slot> offered = slots.between(from, to, false);

        assertThat(offered)
                .isEqualTo(explained.stream().filter(Slot::isAvailable).toList())
                .isNotEmpty();
        for (Slot slot : explained) {
            assertThat(slot.start()).isBetween(from, to.minusNanos(1));
            if (slot.unavailableReason() != UnavailableReason.DST_GAP) {
                assertThat(slots.evaluate(slot.start())).as("asked by instant").isEqualTo(slot);
            }
        }
        Set<Slot> all = Set.copyOf(offered);
        for (LocalDateTime wall = around.minusDays(1).atStartOfDay();
                wall.isBefore(around.plusDays(2).atStartOfDay());
                wall = wall.plusMinutes(15)) {
            boolean expected = bookable(zone, wall, busyPeriod);
            Slot judged = slots.evaluate(wall);
            if (judged.isAvailable() != expected || all.contains(judged) != expected) {
                throw new AssertionError("%s in %s: %s".formatted(wall, zone, judged));
            }
            if (expected) {
                assertThat(judged.start().atZone(zone).toLocalDateTime()).isEqualTo(wall);
                assertThat(Duration.between(judged.start(), judged.end())).isEqualTo(HOUR);
            }
        }
    }

    /** Checks minute by minute whether an hour lies within the hours, starts on the interval and avoids busy times. */
    private static boolean bookable(ZoneId zone, LocalDateTime wall, BusyPeriod busyPeriod) {
        ZonedDateTime start = wall.atZone(zone).withEarlierOffsetAtOverlap();
        if (!start.toLocalDateTime().equals(wall)) {
            return false;
        }
        LocalTime time = wall.toLocalTime();
        int minute = time.getHour() * 60 + time.getMinute();
        boolean step = (minute >= 30 && minute < 195 && (minute - 30) % 30 == 0)
                || (minute >= 300 && (minute - 300) % 30 == 0);
        boolean near = start.toInstant().minusSeconds(600).isBefore(busyPeriod.blockedTo())
                && start.toInstant().plus(HOUR).plusSeconds(300).isAfter(busyPeriod.blockedFrom());
        if (!step || near) {
            return false;
        }
        for (int i = 0; i < 60; i++) {
            if (!isWithinHours(zone, start.toInstant().plusSeconds(60L * i))) {
                return false;
            }
        }
        return true;
    }

    /** The hours as instants, from the first instant at which the clock shows their start to the first at which it shows their end. */
    private static boolean isWithinHours(ZoneId zone, Instant instant) {
        LocalDate date = instant.atZone(zone).toLocalDate();
        Function<LocalDateTime, Instant> first = wall -> {
            ZoneOffsetTransition change = zone.getRules().getTransition(wall);
            return change != null && change.isGap()
                    ? change.getInstant()
                    : wall.atZone(zone).withEarlierOffsetAtOverlap().toInstant();
        };
        return (!instant.isBefore(first.apply(date.atTime(0, 30))) && instant.isBefore(first.apply(date.atTime(3, 15))))
                || (!instant.isBefore(first.apply(date.atTime(5, 0)))
                        && instant.isBefore(first.apply(date.plusDays(1).atStartOfDay())));
    }

    private static List<String> availableTimes(Slots slots, LocalDate date) {
        return slots.between(at(date.atStartOfDay()), at(date.plusDays(1).atStartOfDay()), false).stream()
                .map(slot -> slot.start().atZone(BERLIN).toLocalTime().toString())
                .toList();
    }

    private static Slots slots(
            Map<DayOfWeek, List<MinuteOfDayRange>> weekly, BookingRules bookingRules, BusyTimes busy) {
        return slots(schedule(weekly, Map.of(), bookingRules), busy);
    }

    private static Slots slots(Schedule schedule, BusyTimes busy) {
        return new Slots(schedule, BERLIN, HOUR, busy, NOW);
    }

    private static Schedule schedule(
            Map<DayOfWeek, List<MinuteOfDayRange>> weekly,
            Map<LocalDate, OverrideHours> dateOverrides,
            BookingRules bookingRules) {
        return new Schedule(weekly, dateOverrides, Map.of(), bookingRules);
    }

    private static Map<DayOfWeek, List<MinuteOfDayRange>> week(String... ranges) {
        Map<DayOfWeek, List<MinuteOfDayRange>> weekly = new HashMap<>(everyDay(ranges));
        weekly.remove(DayOfWeek.SUNDAY);
        return weekly;
    }

    private static Map<DayOfWeek, List<MinuteOfDayRange>> everyDay(String... ranges) {
        List<MinuteOfDayRange> hours =
                Arrays.stream(ranges).map(SlotsTest::range).toList();
        return Arrays.stream(DayOfWeek.values()).collect(Collectors.toMap(day -> day, day -> hours));
    }

    private static MinuteOfDayRange range(String text) {
        return new MinuteOfDayRange(
                MinuteOfDayRange.parseMinutes(text.substring(0, 5)), MinuteOfDayRange.parseMinutes(text.substring(6)));
    }

    /** A busy hour with a buffer of 15 minutes on both sides. */
    private static BusyPeriod busy(LocalDateTime start, boolean held) {
        Instant from = at(start);
        return new BusyPeriod(
                from, from.plus(HOUR), from.minusSeconds(900), from.plus(HOUR).plusSeconds(900), held);
    }

    private static Instant at(LocalDateTime wall) {
        return wall.atZone(BERLIN).toInstant();
    }
}
