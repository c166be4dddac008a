package io.busbar.testing;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for futures on the thread of a test. */
public final class TestFutures {
    private TestFutures() {}

    /** Returns the result, or throws the failure; fails the test if there is neither within the timeout. */
    public static <T> T get(Future<T> future, Duration timeout) {
        try {
            return future.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("nothing within " + timeout, e);
        }
    }
}
