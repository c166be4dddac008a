package io.busbar.bus.timers;

import java.time.Instant;

/**
 * One run of a recurring timer.
 *
 * @param dueAt the time at which it was due; after a downtime the first time that was missed
 */
public record Tick(Instant dueAt) {}
