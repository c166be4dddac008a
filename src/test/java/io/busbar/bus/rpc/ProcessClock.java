package io.busbar.bus.rpc;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Measures the time in which this process ran. On an overloaded machine every process waits, and a limit on the latency between two
 * processes must not count that time.
 */
final class ProcessClock implements AutoCloseable {
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().factory());
    private final AtomicLong lost = new AtomicLong();
    private long last = System.nanoTime();

    @SuppressWarnings("FutureReturnValueIgnored") // ends with the thread
    ProcessClock() {
        thread.scheduleWithFixedDelay(this::tick, TICK_NANOS, TICK_NANOS, TimeUnit.NANOSECONDS);
    }

    long nanos() {
        return System.nanoTime() - lost.get();
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private void tick() {
        long now = System.nanoTime();
        lost.addAndGet(Math.max(0, now - last - 2 * TICK_NANOS));
        last = now;
    }
}
