package io.busbar.mail;

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
    private static final int WAITING = 500;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private record Waiting(Instant deadline, Runnable begin, Promise<?> answer) {}

    private final int atOnce;
    private final Duration longest;
    private final Queue<Waiting> waiting = new ArrayDeque<>();
    private int underWay;

    /** The {@code longest} a letter can be on its way; its place is free after that, whatever became of it. */
    SendQueue(int atOnce, Duration longest) {
        this.atOnce = atOnce;
        this.longest = longest;
    }

    /** Does the work in its turn; fails with SERVICE_UNAVAILABLE when the deadline passes before. */
    <T> Future<T> run(Instant deadline, Supplier<Future<T>> work) {
        Promise<T> answer = Promise.promise();
        Runnable begin = () -> begin(work, answer);
        synchronized (this) {
            if (underWay >= atOnce) {
                waiting.removeIf(SendQueue::dropIfLate);
                if (waiting.size() >= WAITING) {
                    return Future.failedFuture(late());
                }
                waiting.add(new Waiting(deadline, begin, answer));
                begin = () -> {};
            } else {
                underWay++;
            }
        }
        begin.run();
        long left = Math.max(1, Duration.between(Instant.now(), deadline).toMillis());
        return answer.future()
                .timeout(left, TimeUnit.MILLISECONDS)
                .recover(cause -> Future.failedFuture(cause instanceof TimeoutException ? late() : cause));
    }

    private <T> void begin(Supplier<Future<T>> work, Promise<T> answer) {
        Future<T> sent;
        try {
            sent = work.get();
        } catch (RuntimeException e) {
            sent = Future.failedFuture(e);
        }
        sent.onComplete(answer::tryComplete, answer::tryFail);
        sent.timeout(longest.toMillis(), TimeUnit.MILLISECONDS).onComplete(over -> next());
    }

    private void next() {
        Waiting next;
        synchronized (this) {
            waiting.removeIf(SendQueue::dropIfLate);
            next = waiting.poll();
            if (next == null) {
                underWay--;
                return;
            }
        }
        next.begin().run();
    }

    private static boolean dropIfLate(Waiting one) {
        if (Instant.now().isBefore(one.deadline())) {
            return false;
        }
        one.answer().tryFail(late());
        return true;
    }

    private static Failure late() {
        return Failure.unavailable("The mail server is busy or does not answer", RETRY_AFTER);
    }
}
