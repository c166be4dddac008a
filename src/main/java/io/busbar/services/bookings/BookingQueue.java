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
 * Runs attempts to take time of one professional one after the other on this node. The lock in the database would serialize them
 * anyway, but each would hold a connection while it waits. When an attempt succeeds, the queued attempts for an overlapping time fail
 * without being run.
 */
final class BookingQueue {
    /** The maximum number of attempts per professional; later ones could not be served before their deadline. */
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
     * Creates an empty queue.
     *
     * @param scheduler runs an action later, never synchronously
     * @param attemptTimeout the maximum duration of an attempt; the next one then starts
     */
    BookingQueue(Consumer<Runnable> scheduler, Duration attemptTimeout) {
        this.scheduler = scheduler;
        this.attemptTimeout = attemptTimeout;
    }

    /**
     * Runs the attempt when it is its turn. Not for owners of a hold: their slot is already reserved.
     *
     * @param attempt takes the slot, or fails with {@link BookingService.SlotTakenException} if it is taken
     */
    <T> Future<T> submit(BookingDraft bookingDraft, Supplier<Future<T>> attempt) {
        QueueEntry<T> queueEntry = new QueueEntry<>(bookingDraft, attempt, Promise.promise());
        switch (enqueue(queueEntry)) {
            case FIRST -> run(queueEntry);
            case QUEUED -> {}
            case QUEUE_FULL ->
                queueEntry.outcome.fail(Failure.unavailable(
                        "This professional has too many booking requests at the moment", Duration.ofSeconds(1)));
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
                .compose(ignored -> queueEntry.attempt.get()) // an exception fails the attempt too
                .timeout(attemptTimeout.toMillis(), TimeUnit.MILLISECONDS)
                .recover(cause -> Future.failedFuture(
                        cause instanceof TimeoutException ? Failure.of(FailureCode.DEADLINE_EXCEEDED) : cause))
                .onComplete(result -> finish(queueEntry, result));
    }

    /** Schedules the next attempt before it completes the outcomes of this one and of those in conflict with it. */
    private <T> void finish(QueueEntry<T> queueEntry, AsyncResult<T> result) {
        List<QueueEntry<?>> conflicting = removeConflicting(queueEntry.bookingDraft, result);
        QueueEntry<?> next = next(queueEntry.bookingDraft.professional());
        if (next != null) {
            scheduler.accept(() -> run(next));
        }
        queueEntry.outcome.handle(result);
        conflicting.forEach(QueueEntry::failSlotTaken);
    }

    private synchronized List<QueueEntry<?>> removeConflicting(BookingDraft bookingDraft, AsyncResult<?> result) {
        List<QueueEntry<?>> conflicting = new ArrayList<>();
        queues.getOrDefault(bookingDraft.professional(), new ArrayDeque<>())
                .removeIf(other -> conflicts(bookingDraft, result, other.bookingDraft) && conflicting.add(other));
        return conflicting;
    }

    /** Returns whether the result of an attempt means that another one cannot succeed. */
    private static boolean conflicts(BookingDraft attempted, AsyncResult<?> result, BookingDraft other) {
        if (result.succeeded()) {
            return overlap(attempted, other);
        }
        return result.cause() instanceof BookingService.SlotTakenException && contains(other, attempted);
    }

    private synchronized @Nullable QueueEntry<?> next(UUID professional) {
        Deque<QueueEntry<?>> queue = queues.get(professional);
        QueueEntry<?> next = queue == null ? null : queue.poll();
        if (next == null) {
            queues.remove(professional);
        }
        return next;
    }

    private static boolean overlap(BookingDraft first, BookingDraft second) {
        return first.blockedFrom().isBefore(second.blockedTo())
                && second.blockedFrom().isBefore(first.blockedTo());
    }

    /** Returns whether every conflict of the inner time is a conflict of the outer time too. */
    private static boolean contains(BookingDraft outer, BookingDraft inner) {
        return !outer.blockedFrom().isAfter(inner.blockedFrom())
                && !outer.blockedTo().isBefore(inner.blockedTo());
    }
}
