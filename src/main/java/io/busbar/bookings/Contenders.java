package io.busbar.bookings;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Those who want time of one professional try one after the other, as far as they are served here: the lock in the database would make
 * them anyway, and each would hold a connection while it waits. When one of them gets it, those whose time that was hear of it without
 * trying.
 */
final class Contenders {
    private final Map<UUID, Deque<Contender<?>>> waiting = new HashMap<>();

    private record Contender<T>(Draft draft, Supplier<Future<T>> attempt, Promise<T> outcome) {
        void lose() {
            outcome.fail(new Bookings.Taken());
        }
    }

    /**
     * Tries when it is its turn.
     *
     * @param attempt has taken the time when it succeeds, and fails with {@link Bookings.Taken} when somebody else has it
     */
    <T> Future<T> enter(Draft draft, Supplier<Future<T>> attempt) {
        Contender<T> contender = new Contender<>(draft, attempt, Promise.promise());
        if (joins(contender)) {
            run(contender);
        }
        return contender.outcome.future();
    }

    /** Whether it is its turn at once. */
    private synchronized boolean joins(Contender<?> contender) {
        Deque<Contender<?>> queue = waiting.get(contender.draft.professional());
        if (queue == null) {
            waiting.put(contender.draft.professional(), new ArrayDeque<>());
            return true;
        }
        queue.add(contender);
        return false;
    }

    private <T> void run(Contender<T> contender) {
        Future<T> attempt;
        try {
            attempt = contender.attempt.get();
        } catch (RuntimeException e) {
            attempt = Future.failedFuture(e);
        }
        attempt.onComplete(done -> {
            losers(contender.draft, done).forEach(Contender::lose);
            contender.outcome.handle(done);
            Contender<?> next = next(contender.draft.professional());
            if (next != null) {
                run(next);
            }
        });
    }

    private synchronized List<Contender<?>> losers(Draft draft, AsyncResult<?> done) {
        List<Contender<?>> losers = new ArrayList<>();
        if (done.succeeded() || done.cause() instanceof Bookings.Taken) {
            Deque<Contender<?>> queue = waiting.getOrDefault(draft.professional(), new ArrayDeque<>());
            queue.removeIf(other -> {
                boolean lost = done.succeeded() ? overlap(draft, other.draft) : contains(other.draft, draft);
                return lost && losers.add(other);
            });
        }
        return losers;
    }

    private synchronized @Nullable Contender<?> next(UUID professional) {
        Deque<Contender<?>> queue = waiting.get(professional);
        Contender<?> next = queue == null ? null : queue.poll();
        if (next == null) {
            waiting.remove(professional);
        }
        return next;
    }

    private static boolean overlap(Draft one, Draft other) {
        return one.blockedFrom().isBefore(other.blockedTo())
                && other.blockedFrom().isBefore(one.blockedTo());
    }

    /** Whatever is in the way of the inner one is in the way of the outer. */
    private static boolean contains(Draft outer, Draft inner) {
        return !outer.blockedFrom().isAfter(inner.blockedFrom())
                && !outer.blockedTo().isBefore(inner.blockedTo());
    }
}
