package io.busbar.services.mail;

import io.busbar.bus.Failure;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Lets so many letters be on their way at a time, and the others wait in their order, but not for longer than anybody waits for them. A
 * letter whose caller has gone is not sent: the caller's next attempt would be a second one.
 */
final class SendQueue {
    private static final int MAX_QUEUED = 500;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private record QueuedSend(Instant deadline, Runnable start, Promise<?> result) {}

    private final int maxConcurrent;
    private final Duration maxDuration;
    private final Queue<QueuedSend> queued = new ArrayDeque<>();
    private int inFlight;

    /** The {@code longest} a letter can be on its way; its place is free after that, whatever became of it. */
    SendQueue(int maxConcurrent, Duration maxDuration) {
        this.maxConcurrent = maxConcurrent;
        this.maxDuration = maxDuration;
    }

    /** Does the work in its turn; fails with SERVICE_UNAVAILABLE when the deadline passes before. */
    <T> Future<T> run(Instant deadline, Supplier<Future<T>> work) {
        Promise<T> result = Promise.promise();
        Runnable start = () -> start(work, result);
        synchronized (this) {
            if (inFlight >= maxConcurrent) {
                queued.removeIf(SendQueue::dropIfExpired);
                if (queued.size() >= MAX_QUEUED) {
                    return Future.failedFuture(unavailable());
                }
                queued.add(new QueuedSend(deadline, start, result));
                start = () -> {};
            } else {
                inFlight++;
            }
        }
        start.run();
        long remainingMillis =
                Math.max(1, Duration.between(Instant.now(), deadline).toMillis());
        return result.future()
                .timeout(remainingMillis, TimeUnit.MILLISECONDS)
                .recover(cause -> Future.failedFuture(cause instanceof TimeoutException ? unavailable() : cause));
    }

    private <T> void start(Supplier<Future<T>> work, Promise<T> result) {
        Future<T> sent;
        try {
            sent = work.get();
        } catch (RuntimeException e) {
            sent = Future.failedFuture(e);
        }
        sent.onComplete(result::tryComplete, result::tryFail);
        sent.timeout(maxDuration.toMillis(), TimeUnit.MILLISECONDS).onComplete(done -> startNext());
    }

    private void startNext() {
        QueuedSend next;
        synchronized (this) {
            queued.removeIf(SendQueue::dropIfExpired);
            next = queued.poll();
            if (next == null) {
                inFlight--;
                return;
            }
        }
        next.start().run();
    }

    private static boolean dropIfExpired(QueuedSend candidate) {
        if (Instant.now().isBefore(candidate.deadline())) {
            return false;
        }
        candidate.result().tryFail(unavailable());
        return true;
    }

    private static Failure unavailable() {
        return Failure.unavailable("The mail server is busy or does not answer", RETRY_AFTER);
    }
}
