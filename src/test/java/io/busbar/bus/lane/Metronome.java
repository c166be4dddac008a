package io.busbar.bus.lane;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A clock of the time in which this process ran. On a machine with more to do than it can, everybody waits; a limit on how long one
 * waits for another says nothing of that.
 */
final class Metronome implements AutoCloseable {
    private static final long BEAT = TimeUnit.MILLISECONDS.toNanos(10);

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().factory());
    private final AtomicLong lost = new AtomicLong();
    private long last = System.nanoTime();

    @SuppressWarnings("FutureReturnValueIgnored") // ends with the thread
    Metronome() {
        thread.scheduleWithFixedDelay(this::beat, BEAT, BEAT, TimeUnit.NANOSECONDS);
    }

    long nanos() {
        return System.nanoTime() - lost.get();
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private void beat() {
        long now = System.nanoTime();
        lost.addAndGet(Math.max(0, now - last - 2 * BEAT));
        last = now;
    }
}
