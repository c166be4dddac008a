package io.busbar.bus.rpc;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.ReplyException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Limits the calls in flight to one node and their bytes. Vert.x queues without limit for a peer that does not read, so calls beyond the
 * limit are rejected here. The bytes of a call that timed out may still be in that queue: they stay counted until a later message is
 * answered. Messages to a node keep their order, so that answer proves that the node has read them.
 *
 * <p>This class is thread-safe.
 */
final class InFlightWindow {
    private final int maxCalls;
    private final long maxBytes;

    private final Map<Long, PendingReply> pendingCalls = new HashMap<>();
    private final Map<Long, PendingReply> pendingControlMessages = new HashMap<>();
    /** The bytes of calls that timed out, by the number of the call. */
    private final TreeMap<Long, Long> abandonedBytes = new TreeMap<>();

    private final List<AwaitedCalls> awaitedCalls = new ArrayList<>();
    private long nextNumber;
    private long bytes;

    /** The calls that were in flight at one moment and are still, and the promise that completes after the last of them. */
    private record AwaitedCalls(Set<Long> numbers, Promise<Void> promise) {}

    InFlightWindow(int maxCalls, long maxBytes) {
        this.maxCalls = maxCalls;
        this.maxBytes = maxBytes;
    }

    /**
     * Reserves room for a call, or returns null if the window is full. A single message larger than the limit is allowed if nothing else is
     * in flight.
     */
    synchronized @Nullable PendingReply tryAcquire(String service, long size, Instant deadline, Context context) {
        if (pendingCalls.size() >= maxCalls || (bytes > 0 && bytes + size > maxBytes)) {
            return null;
        }
        PendingReply pending = new PendingReply(nextNumber++, service, size, deadline, context);
        pendingCalls.put(pending.number, pending);
        bytes += size;
        return pending;
    }

    /** Registers a control message: it fails when the node is lost, like a call, but is neither limited nor counted as one. */
    synchronized PendingReply registerControlMessage(Instant deadline, Context context) {
        PendingReply pending = new PendingReply(nextNumber++, "", 0, deadline, context);
        pendingControlMessages.put(pending.number, pending);
        return pending;
    }

    /**
     * Ends the wait for a reply. Every outcome counts as an answer of the node, except that it has no handler or that the wait timed out.
     *
     * @param cause null if the reply was a success
     */
    void complete(PendingReply pending, @Nullable Throwable cause) {
        if (!(cause instanceof ReplyException reply)) {
            acknowledge(pending);
            return;
        }
        switch (reply.failureType()) {
            case NO_HANDLERS -> release(pending);
            case TIMEOUT -> abandon(pending);
            case RECIPIENT_FAILURE, ERROR -> acknowledge(pending);
        }
    }

    /**
     * Frees the bytes of this message and of all abandoned ones before it: the node has answered, so it has read everything up to here.
     */
    private synchronized void acknowledge(PendingReply pending) {
        release(pending);
        Map<Long, Long> before = abandonedBytes.headMap(pending.number);
        bytes -= before.values().stream().mapToLong(Long::longValue).sum();
        before.clear();
    }

    /** Removes a message that is not queued: it was answered or never sent. */
    synchronized void release(PendingReply pending) {
        pendingControlMessages.remove(pending.number);
        if (pendingCalls.remove(pending.number) != null) {
            bytes -= pending.bytes;
            notifyEnded(pending);
        }
    }

    /** Stops waiting for an answer; the bytes stay counted, because the message may still be queued. */
    private synchronized void abandon(PendingReply pending) {
        pendingControlMessages.remove(pending.number);
        if (pendingCalls.remove(pending.number) != null) {
            abandonedBytes.put(pending.number, pending.bytes);
            notifyEnded(pending);
        }
    }

    /** Stops waiting for all messages. Their bytes stay counted, because the node may recover. */
    synchronized List<PendingReply> abandonAll() {
        List<PendingReply> abandoned = Stream.concat(
                        pendingCalls.values().stream(), pendingControlMessages.values().stream())
                .toList();
        abandoned.forEach(this::abandon);
        return abandoned;
    }

    /**
     * Stops waiting for calls with a deadline before {@code cutoff}. Needed because the bus reports no timeout for a call whose answer
     * Vert.x could not decode.
     */
    synchronized List<PendingReply> abandonExpired(Instant cutoff) {
        List<PendingReply> abandoned = pendingCalls.values().stream()
                .filter(pending -> pending.deadline.isBefore(cutoff))
                .toList();
        abandoned.forEach(this::abandon);
        return abandoned;
    }

    /**
     * Completes when none of the calls of these services that are in flight now is any more; later calls don't matter. It completes while
     * the lock of this window is held: continue on another context.
     */
    synchronized Future<Void> whenCurrentCallsEnd(Predicate<String> services) {
        Set<Long> current = pendingCalls.values().stream()
                .filter(pending -> services.test(pending.service))
                .map(pending -> pending.number)
                .collect(Collectors.toCollection(HashSet::new));
        if (current.isEmpty()) {
            return Future.succeededFuture();
        }
        AwaitedCalls awaited = new AwaitedCalls(current, Promise.promise());
        awaitedCalls.add(awaited);
        return awaited.promise.future();
    }

    synchronized int calls() {
        return pendingCalls.size();
    }

    synchronized long bytes() {
        return bytes;
    }

    synchronized boolean hasAbandonedBytes() {
        return !abandonedBytes.isEmpty();
    }

    private void notifyEnded(PendingReply ended) {
        if (awaitedCalls.isEmpty()) {
            return;
        }
        awaitedCalls.forEach(awaited -> awaited.numbers.remove(ended.number));
        List<AwaitedCalls> completed = awaitedCalls.stream()
                .filter(awaited -> awaited.numbers.isEmpty())
                .toList();
        awaitedCalls.removeAll(completed);
        completed.forEach(awaited -> awaited.promise.tryComplete());
    }
}
