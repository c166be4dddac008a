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
 * Limits the number of concurrent sends. Further sends wait in order until their deadlines. A send whose caller has given up while it
 * waited is not started, because the caller's next attempt would send the email again.
 */
final class SendQueue {
    private static final int MAX_QUEUED = 500;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private record QueuedSend(Instant deadline, Runnable start, Promise<?> result) {}

    private final int maxConcurrent;
    private final Duration maxDuration;
    private final Queue<QueuedSend> queued = new ArrayDeque<>();
    private int inFlight;

    /** A send that takes longer than {@code maxDuration} no longer counts as in flight. */
    SendQueue(int maxConcurrent, Duration maxDuration) {
        this.maxConcurrent = maxConcurrent;
        this.maxDuration = maxDuration;
    }

    /** Runs the work when its turn comes. Fails with SERVICE_UNAVAILABLE if the queue is full or the deadline passes first. */
    <T> Future<T> run(Instant deadline, Supplier<Future<T>> work) {
        Promise<T> result = Promise.promise();
        if (!startOrEnqueue(new QueuedSend(deadline, () -> start(work, result), result))) {
            return Future.failedFuture(unavailable());
        }
        long remainingMillis =
                Math.max(1, Duration.between(Instant.now(), deadline).toMillis());
        return result.future()
                .timeout(remainingMillis, TimeUnit.MILLISECONDS)
                .recover(cause -> Future.failedFuture(cause instanceof TimeoutException ? unavailable() : cause));
    }

    /** Returns false if the queue is full. */
    private boolean startOrEnqueue(QueuedSend send) {
        synchronized (this) {
            if (inFlight >= maxConcurrent) {
                queued.removeIf(SendQueue::failIfExpired);
                return queued.size() < MAX_QUEUED && queued.add(send);
            }
            inFlight++;
        }
        send.start().run();
        return true;
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
            queued.removeIf(SendQueue::failIfExpired);
            next = queued.poll();
            if (next == null) {
                inFlight--;
                return;
            }
        }
        next.start().run();
    }

    /** Returns whether the send has passed its deadline, and fails it if so. */
    private static boolean failIfExpired(QueuedSend candidate) {
        if (Instant.now().isBefore(candidate.deadline())) {
            return false;
        }
        candidate.result().tryFail(unavailable());
        return true;
    }

    private static Failure unavailable() {
        return Failure.unavailable("The mail server is busy or not responding", RETRY_AFTER);
    }
}
