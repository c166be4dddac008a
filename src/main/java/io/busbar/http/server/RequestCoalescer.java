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
 * Reads that many ask for at once, done once for all of them. Nobody is given what a read found that had begun before they asked, so
 * whoever has just changed something sees it: those who come while a read is under way share the one after it. For one event loop.
 */
final class RequestCoalescer {
    /** Behind a read that takes longer than this nobody has to wait. */
    private static final long SLOW_READ_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Consumer<Runnable> eventLoopExecutor;
    private final Map<Object, InFlightRead<?>> readsInFlight = new HashMap<>();

    /** @param eventLoopExecutor runs something on the event loop, now when already there */
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

        /** Those who wait for its end get this answer. */
        void completePending(Future<T> result) {
            PendingRead<T> waiting = pending;
            pending = null;
            if (waiting != null) {
                result.onComplete(waiting.result);
            }
        }
    }

    private record PendingRead<T>(Supplier<Future<T>> read, Promise<T> result) {}

    /** What a read finds that begins now or later. {@code question} equals that of every read that would find the same. */
    <T> Future<T> read(Object key, Supplier<Future<T>> read) {
        @SuppressWarnings("unchecked") // a question has answers of one type
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

    /** Begins anew for those who wait behind a slow read; to be called several times a second. */
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
                .compose(now -> read.get()) // what it throws is a failure too
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
