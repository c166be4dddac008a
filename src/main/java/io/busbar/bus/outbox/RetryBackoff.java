package io.busbar.bus.outbox;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** The pause between two attempts. */
public final class RetryBackoff {
    private static final Duration MAX_BACKOFF = Duration.ofHours(1);

    private RetryBackoff() {}

    /**
     * Returns the pause after an attempt. It doubles with each attempt up to an hour and is shortened by up to a fifth at random, so that
     * work that failed together is not retried together.
     *
     * @param initial          the pause after the first attempt
     * @param previousAttempts the number of attempts before this one
     */
    public static Duration after(Duration initial, int previousAttempts) {
        long initialMillis = initial.toMillis();
        long doubledMillis = previousAttempts < 30 ? initialMillis << previousAttempts : Long.MAX_VALUE;
        long boundedMillis =
                doubledMillis <= 0 || doubledMillis > MAX_BACKOFF.toMillis() ? MAX_BACKOFF.toMillis() : doubledMillis;
        return Duration.ofMillis(boundedMillis - ThreadLocalRandom.current().nextLong(boundedMillis / 5 + 1));
    }
}
