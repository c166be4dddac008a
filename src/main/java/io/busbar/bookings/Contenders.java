package io.busbar.bookings;

import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Those who want time of one professional try one after the other, as far as they are served here: the lock in the database would make
 * them anyway, and each would hold a connection while it waits. When one of them gets it, those whose time that was hear of it without
 * trying.
 */
final class Contenders {
    /** More than this many who wait for one professional could not be served before their time is over. */
    private static final int MOST = 1_000;

    private final Consumer<Runnable> later;
    private final Duration patience;
    private final Map<UUID, Deque<Contender<?>>> waiting = new HashMap<>();

    private record Contender<T>(Draft draft, Supplier<Future<T>> attempt, Promise<T> outcome) {
        void lose() {
            outcome.fail(new Bookings.Taken());
        }
    }

    /**
     * Nobody in particular is waiting yet.
     *
     * @param later    runs something soon, not at once
     * @param patience with an attempt; when it is over, the next one tries
     */
    Contenders(Consumer<Runnable> later, Duration patience) {
        this.later = later;
        this.patience = patience;
    }

    /**
     * Tries when it is its turn. For those alone in whose way is whatever is in the way of others: not for the owner of a hold.
     *
     * @param attempt has taken the time when it succeeds, and fails with {@link Bookings.Taken} when somebody else has it
     */
    <T> Future<T> enter(Draft draft, Supplier<Future<T>> attempt) {
        Contender<T> contender = new Contender<>(draft, attempt, Promise.promise());
        switch (place(contender)) {
            case FIRST -> run(contender);
            case BEHIND_OTHERS -> {}
            case NONE ->
                contender.outcome.fail(Failure.unavailable(
                        "Too many want time of this professional at the moment", Duration.ofSeconds(1)));
        }
        return contender.outcome.future();
    }

    private enum Place {
        FIRST,
        BEHIND_OTHERS,
        NONE
    }

    private synchronized Place place(Contender<?> contender) {
        Deque<Contender<?>> queue = waiting.get(contender.draft.professional());
        if (queue == null) {
            waiting.put(contender.draft.professional(), new ArrayDeque<>());
            return Place.FIRST;
        }
        if (queue.size() >= MOST) {
            return Place.NONE;
        }
        queue.add(contender);
        return Place.BEHIND_OTHERS;
    }

    private <T> void run(Contender<T> contender) {
        Future.succeededFuture()
                .compose(now -> contender.attempt.get()) // what it throws is a failure too
                .timeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                .recover(cause -> Future.failedFuture(
                        cause instanceof TimeoutException ? Failure.of(FailureCode.DEADLINE_EXCEEDED) : cause))
                .onComplete(done -> {
                    List<Contender<?>> losers = losers(contender.draft, done);
                    Contender<?> next = next(contender.draft.professional());
                    if (next != null) {
                        later.accept(() -> run(next));
                    }
                    contender.outcome.handle(done);
                    losers.forEach(Contender::lose);
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
