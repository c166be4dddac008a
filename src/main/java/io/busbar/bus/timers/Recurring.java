package io.busbar.bus.timers;

import io.busbar.bus.Continuation;

/**
 * A timer that runs on a cron schedule, once per tick in the whole cluster while any node runs its service. Each tick is enqueued as a
 * continuation, so a failed run is retried and becomes a dead letter after the last attempt. A tick is skipped while an earlier one is not
 * handled yet, and ticks that were missed because no node was running lead to one run.
 *
 * @param tick     what the subscriber handles
 * @param schedule when it is due
 */
public record Recurring(Continuation<Tick> tick, CronSchedule schedule) {

    /** Returns the full name, such as {@code catalog.cleanup}. */
    public String type() {
        return tick.type();
    }
}
