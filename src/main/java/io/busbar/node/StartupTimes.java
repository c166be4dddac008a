package io.busbar.node;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.StringJoiner;

/** Measures the steps of a start, from the start of the process. */
final class StartupTimes {
    private final StringJoiner steps = new StringJoiner(", ");
    private final Instant processStart =
            Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime());
    private Instant last = Instant.now();

    StartupTimes() {
        steps.add("java " + Duration.between(processStart, last).toMillis() + " ms");
    }

    void markDone(String step) {
        Instant now = Instant.now();
        steps.add(step + " " + Duration.between(last, now).toMillis() + " ms");
        last = now;
    }

    @Override
    public String toString() {
        return steps.toString();
    }
}
