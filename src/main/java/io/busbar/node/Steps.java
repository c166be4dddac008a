package io.busbar.node;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for the steps of a start or a command. */
final class Steps {
    private Steps() {}

    /**
     * Blocks until the step has completed, and returns its result.
     *
     * @param step the subject of the message of a timeout, such as {@code Starting the services}
     * @throws StartupException if the step takes longer than the timeout
     */
    static <T> T await(String step, Future<T> result, Duration timeout) {
        try {
            return result.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new StartupException(
                    step + " took longer than " + timeout.toSeconds() + " seconds. Check that the database responds.",
                    e);
        }
    }
}
