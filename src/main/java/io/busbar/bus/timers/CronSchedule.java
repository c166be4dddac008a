package io.busbar.bus.timers;

import static java.time.temporal.ChronoUnit.MINUTES;

import com.cronutils.model.Cron;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.field.CronFieldName;
import com.cronutils.model.field.expression.Always;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.Optional;

/**
 * A five-field cron expression in a time zone.
 *
 * <p>When the clocks go forward, a time that is skipped is replaced by the first moment after it. When they go back, a time that comes
 * twice counts the first time only. A schedule of every hour keeps its rhythm instead, as in Debian's cron: it has no pause and no
 * repetition when the clocks change.
 */
public final class CronSchedule {
    private static final LocalDateTime ANY_TIME = LocalDateTime.of(2000, 1, 1, 0, 0);

    private final String expression;
    private final ZoneId zone;
    private final ExecutionTime wallTimes;
    private final boolean everyHour;

    private CronSchedule(String expression, ZoneId zone, Cron cron) {
        this.expression = expression;
        this.zone = zone;
        this.wallTimes = ExecutionTime.forCron(cron);
        this.everyHour = cron.retrieve(CronFieldName.HOUR).getExpression() instanceof Always;
    }

    /**
     * Parses an expression: minute, hour, day of month, month, day of week.
     *
     * @throws IllegalArgumentException if it is invalid or describes no time
     */
    public static CronSchedule parse(String expression, ZoneId zone) {
        CronParser parser = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));
        CronSchedule schedule = new CronSchedule(expression, zone, parser.parse(expression));
        if (schedule.findWallTimeAfter(ANY_TIME).isEmpty()) {
            throw new IllegalArgumentException("There is no such time");
        }
        return schedule;
    }

    public String expression() {
        return expression;
    }

    public ZoneId zone() {
        return zone;
    }

    /** Returns the first time after this one. */
    public Instant next(Instant after) {
        return everyHour ? nextInRhythm(after) : nextOnTheClock(after);
    }

    private Instant nextOnTheClock(Instant after) {
        LocalDateTime wallTime = wallTimeAfter(LocalDateTime.ofInstant(after, zone));
        while (!toInstant(wallTime).isAfter(after)) {
            wallTime = wallTimeAfter(wallTime);
        }
        return toInstant(wallTime);
    }

    /** Returns the moment of a wall time: its first if there are two, and the first moment after it if there is none. */
    private Instant toInstant(LocalDateTime wallTime) {
        ZoneOffsetTransition transition = zone.getRules().getTransition(wallTime);
        return transition != null && transition.isGap()
                ? transition.getInstant()
                : wallTime.atZone(zone).toInstant();
    }

    /** Continues from the new wall time if the clocks change before the next time. */
    private Instant nextInRhythm(Instant after) {
        ZoneOffset offset = zone.getRules().getOffset(after);
        Instant next = wallTimeAfter(LocalDateTime.ofInstant(after, offset)).toInstant(offset);
        ZoneOffsetTransition transition = zone.getRules().nextTransition(after);
        if (transition == null || next.isBefore(transition.getInstant())) {
            return next;
        }
        return wallTimeAfter(transition.getDateTimeAfter().minusMinutes(1)).toInstant(transition.getOffsetAfter());
    }

    private LocalDateTime wallTimeAfter(LocalDateTime wallTime) {
        return findWallTimeAfter(wallTime).orElseThrow(() -> new IllegalStateException(this + " has no further time"));
    }

    /** Computes in UTC, which has every wall time once. */
    private Optional<LocalDateTime> findWallTimeAfter(LocalDateTime wallTime) {
        return wallTimes
                .nextExecution(wallTime.truncatedTo(MINUTES).atZone(ZoneOffset.UTC))
                .map(found -> found.toLocalDateTime());
    }

    @Override
    public String toString() {
        return expression + " " + zone;
    }
}
