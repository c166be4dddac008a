package io.busbar.services.bookings;

import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.services.bookings.availability.BookingDraft;
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
final class BookingQueue {
    /** More than this many who wait for one professional could not be served before their time is over. */
    private static final int MAX_QUEUE_LENGTH = 1_000;

    private final Consumer<Runnable> scheduler;
    private final Duration attemptTimeout;
    private final Map<UUID, Deque<QueueEntry<?>>> queues = new HashMap<>();

    private record QueueEntry<T>(BookingDraft bookingDraft, Supplier<Future<T>> attempt, Promise<T> outcome) {
        void failSlotTaken() {
            outcome.fail(new BookingService.SlotTakenException());
        }
    }

    /**
     * Nobody in particular is waiting yet.
     *
     * @param scheduler    runs something soon, not at once
     * @param attemptTimeout with an attempt; when it is over, the next one tries
     */
    BookingQueue(Consumer<Runnable> scheduler, Duration attemptTimeout) {
        this.scheduler = scheduler;
        this.attemptTimeout = attemptTimeout;
    }

    /**
     * Tries when it is its turn. For those alone in whose way is whatever is in the way of others: not for the owner of a hold.
     *
     * @param attempt has taken the time when it succeeds, and fails with {@link BookingService.SlotTakenException} when somebody else has it
     */
    <T> Future<T> submit(BookingDraft bookingDraft, Supplier<Future<T>> attempt) {
        QueueEntry<T> queueEntry = new QueueEntry<>(bookingDraft, attempt, Promise.promise());
        switch (enqueue(queueEntry)) {
            case FIRST -> run(queueEntry);
            case QUEUED -> {}
            case QUEUE_FULL ->
                queueEntry.outcome.fail(Failure.unavailable(
                        "Too many want time of this professional at the moment", Duration.ofSeconds(1)));
        }
        return queueEntry.outcome.future();
    }

    private enum QueuePosition {
        FIRST,
        QUEUED,
        QUEUE_FULL
    }

    private synchronized QueuePosition enqueue(QueueEntry<?> queueEntry) {
        Deque<QueueEntry<?>> queue = queues.get(queueEntry.bookingDraft.professional());
        if (queue == null) {
            queues.put(queueEntry.bookingDraft.professional(), new ArrayDeque<>());
            return QueuePosition.FIRST;
        }
        if (queue.size() >= MAX_QUEUE_LENGTH) {
            return QueuePosition.QUEUE_FULL;
        }
        queue.add(queueEntry);
        return QueuePosition.QUEUED;
    }

    private <T> void run(QueueEntry<T> queueEntry) {
        Future.succeededFuture()
                .compose(ignored -> queueEntry.attempt.get()) // what it throws is a failure too
                .timeout(attemptTimeout.toMillis(), TimeUnit.MILLISECONDS)
                .recover(cause -> Future.failedFuture(
                        cause instanceof TimeoutException ? Failure.of(FailureCode.DEADLINE_EXCEEDED) : cause))
                .onComplete(result -> {
                    List<QueueEntry<?>> conflicting = removeConflicting(queueEntry.bookingDraft, result);
                    QueueEntry<?> next = next(queueEntry.bookingDraft.professional());
                    if (next != null) {
                        scheduler.accept(() -> run(next));
                    }
                    queueEntry.outcome.handle(result);
                    conflicting.forEach(QueueEntry::failSlotTaken);
                });
    }

    private synchronized List<QueueEntry<?>> removeConflicting(BookingDraft bookingDraft, AsyncResult<?> result) {
        List<QueueEntry<?>> conflicting = new ArrayList<>();
        if (result.succeeded() || result.cause() instanceof BookingService.SlotTakenException) {
            Deque<QueueEntry<?>> queue = queues.getOrDefault(bookingDraft.professional(), new ArrayDeque<>());
            queue.removeIf(other -> {
                boolean conflicts = result.succeeded()
                        ? overlap(bookingDraft, other.bookingDraft)
                        : contains(other.bookingDraft, bookingDraft);
                return conflicts && conflicting.add(other);
            });
        }
        return conflicting;
    }

    private synchronized @Nullable QueueEntry<?> next(UUID professional) {
        Deque<QueueEntry<?>> queue = queues.get(professional);
        QueueEntry<?> next = queue == null ? null : queue.poll();
        if (next == null) {
            queues.remove(professional);
        }
        return next;
    }

    private static boolean overlap(BookingDraft one, BookingDraft other) {
        return one.blockedFrom().isBefore(other.blockedTo())
                && other.blockedFrom().isBefore(one.blockedTo());
    }

    /** Whatever is in the way of the inner one is in the way of the outer. */
    private static boolean contains(BookingDraft outer, BookingDraft inner) {
        return !outer.blockedFrom().isAfter(inner.blockedFrom())
                && !outer.blockedTo().isBefore(inner.blockedTo());
    }
}
