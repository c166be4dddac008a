package io.busbar.http.server;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Performs identical concurrent reads once and shares the result. A request never gets the result of a read that began before it
 * arrived, so clients always see their own writes: requests that arrive during a read share the next one. Not thread-safe: used on
 * one event loop only.
 */
final class RequestCoalescer {
    /** Requests do not wait for a read that takes longer than this. */
    private static final long SLOW_READ_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Consumer<Runnable> eventLoopExecutor;
    private final Map<Object, InFlightRead<?>> readsInFlight = new HashMap<>();

    /** Creates a coalescer whose executor runs tasks on the event loop, immediately if the caller is on it. */
    RequestCoalescer(Consumer<Runnable> eventLoopExecutor) {
        this.eventLoopExecutor = eventLoopExecutor;
    }

    private static final class InFlightRead<T> {
        final long startNanos = System.nanoTime();

        @Nullable
        PendingRead<T> pending;

        boolean isSlow() {
            return System.nanoTime() - startNanos > SLOW_READ_NANOS;
        }

        /** Completes the waiting requests with this result. */
        void completePending(Future<T> result) {
            PendingRead<T> waiting = pending;
            pending = null;
            if (waiting != null) {
                result.onComplete(waiting.result);
            }
        }
    }

    private record PendingRead<T>(Supplier<Future<T>> read, Promise<T> result) {}

    /** Returns the result of a read that starts now or later. Reads with equal keys must have the same result. */
    <T> Future<T> read(Object key, Supplier<Future<T>> read) {
        @SuppressWarnings("unchecked") // all reads of a key have results of one type
        InFlightRead<T> inFlight = (InFlightRead<T>) readsInFlight.get(key);
        if (inFlight == null) {
            return startRead(key, read);
        }
        if (inFlight.isSlow()) {
            Future<T> result = startRead(key, read);
            inFlight.completePending(result);
            return result;
        }
        PendingRead<T> pending = inFlight.pending;
        if (pending == null) {
            pending = new PendingRead<>(read, Promise.promise());
            inFlight.pending = pending;
        }
        return pending.result.future();
    }

    /** Starts the next read for requests that wait for a slow one; call several times a second. */
    void sweep() {
        Map.copyOf(readsInFlight).forEach((key, inFlight) -> {
            if (inFlight.isSlow()) {
                startPending(key, inFlight);
            }
        });
    }

    private <T> Future<T> startRead(Object key, Supplier<Future<T>> read) {
        InFlightRead<T> inFlight = new InFlightRead<>();
        readsInFlight.put(key, inFlight);
        return Future.succeededFuture()
                .compose(now -> read.get()) // turns exceptions into failures
                .onComplete(outcome -> eventLoopExecutor.accept(() -> readEnded(key, inFlight)));
    }

    private <T> void readEnded(Object key, InFlightRead<T> inFlight) {
        readsInFlight.remove(key, inFlight);
        startPending(key, inFlight);
    }

    private <T> void startPending(Object key, InFlightRead<T> inFlight) {
        PendingRead<T> pending = inFlight.pending;
        if (pending != null) {
            inFlight.completePending(startRead(key, pending.read));
        }
    }
}
