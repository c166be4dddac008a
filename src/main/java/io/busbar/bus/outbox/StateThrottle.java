package io.busbar.bus.outbox;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Passes on the first value of a key at once, and then at most one per interval: the newest. The newest value is always passed on, and an
 * older one that arrives late is dropped. It may be used on any thread.
 */
final class StateThrottle {
    private final Vertx vertx;
    private final long intervalMillis;
    private final Consumer<StatePush> receiver;
    private final Map<String, Window> windows = new HashMap<>();

    /** The recent values of one key. */
    private static final class Window {
        private StatePush newest;
        /** Whether the newest value waits for the end of the interval. */
        private boolean waiting;
        /** Whether an interval has passed without a value; the window is forgotten after the next one. */
        private boolean quiet;

        private long timerId;

        Window(StatePush first) {
            newest = first;
        }
    }

    StateThrottle(Vertx vertx, Duration interval, Consumer<StatePush> receiver) {
        this.vertx = vertx;
        this.intervalMillis = interval.toMillis();
        this.receiver = receiver;
    }

    void offer(StatePush state) {
        if (passesNow(state)) {
            receiver.accept(state);
        }
    }

    private synchronized boolean passesNow(StatePush state) {
        Window window = windows.get(state.key());
        if (window == null) {
            window = new Window(state);
            windows.put(state.key(), window);
            startInterval(window);
            return true;
        }
        if (state.version() < window.newest.version()) {
            return false;
        }
        window.newest = state;
        window.waiting = !window.quiet;
        if (window.quiet) {
            window.quiet = false;
            vertx.cancelTimer(window.timerId);
            startInterval(window);
        }
        return !window.waiting;
    }

    private void startInterval(Window window) {
        window.timerId = vertx.setTimer(intervalMillis, ended -> endInterval(window));
    }

    private void endInterval(Window window) {
        if (beginNextInterval(window)) {
            receiver.accept(window.newest);
        }
    }

    /** Returns whether a value has waited for the end of the interval. */
    private synchronized boolean beginNextInterval(Window window) {
        boolean waited = window.waiting;
        if (!waited && window.quiet) {
            windows.remove(window.newest.key(), window);
            return false;
        }
        window.waiting = false;
        window.quiet = !waited;
        startInterval(window);
        return waited;
    }
}
