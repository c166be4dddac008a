package io.busbar.bus.jobs;

/** The order in which the due jobs of one type run. */
public enum JobPriority {
    HIGH,
    NORMAL,
    LOW
}
