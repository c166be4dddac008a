package io.busbar.bus.jobs;

/** The order in which a node claims steps of different types when they compete for its permits, highest first. */
public enum JobPriority {
    HIGH,
    NORMAL,
    LOW
}
