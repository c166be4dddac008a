package io.busbar.bus.rpc;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.ReplyException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is under way to one node. Vert.x queues without bound for a peer that does not read, so calls and their bytes are counted here
 * and refused beyond a limit. The bytes of a call that timed out may still sit in that queue: they stay counted until something sent
 * later is answered, which proves, as messages to a node keep their order, that the node has read them.
 */
final class InFlightWindow {
    private final int maxCalls;
    private final long maxBytes;

    private final Map<Long, PendingReply> pendingCalls = new HashMap<>();
    private final Map<Long, PendingReply> pendingControls = new HashMap<>();
    private final TreeMap<Long, Long> unacknowledged = new TreeMap<>();
    private final List<Promise<Void>> idlePromises = new ArrayList<>();
    private long nextNumber;
    private long bytes;

    InFlightWindow(int maxCalls, long maxBytes) {
        this.maxCalls = maxCalls;
        this.maxBytes = maxBytes;
    }

    /** A place for a call, or null when there is none. A single message larger than the limit goes alone. */
    synchronized @Nullable PendingReply tryAcquire(long size, Instant deadline, Context context) {
        if (pendingCalls.size() >= maxCalls || (bytes > 0 && bytes + size > maxBytes)) {
            return null;
        }
        PendingReply pending = new PendingReply(nextNumber++, size, deadline, context);
        pendingCalls.put(pending.number, pending);
        bytes += size;
        return pending;
    }

    /** A place for a question between nodes: lost with the node like a call, but neither limited nor counted as one. */
    synchronized PendingReply acquireControl(Instant deadline, Context context) {
        PendingReply pending = new PendingReply(nextNumber++, 0, deadline, context);
        pendingControls.put(pending.number, pending);
        return pending;
    }

    /** The bus is done with the message, with this cause or with an answer. */
    void complete(PendingReply pending, @Nullable Throwable cause) {
        if (!(cause instanceof ReplyException reply)) {
            acknowledge(pending);
        } else {
            switch (reply.failureType()) {
                case NO_HANDLERS -> release(pending);
                case TIMEOUT -> abandon(pending);
                case RECIPIENT_FAILURE, ERROR -> acknowledge(pending);
            }
        }
    }

    /** The node has answered, so it has read everything that was sent before. */
    private synchronized void acknowledge(PendingReply pending) {
        release(pending);
        Map<Long, Long> before = unacknowledged.headMap(pending.number);
        bytes -= before.values().stream().mapToLong(Long::longValue).sum();
        before.clear();
    }

    /** The message was never sent. */
    synchronized void release(PendingReply pending) {
        pendingControls.remove(pending.number);
        if (pendingCalls.remove(pending.number) != null) {
            bytes -= pending.bytes;
            notifyIfIdle();
        }
    }

    /** Nobody waits any longer, but the message may still be on its way. */
    private synchronized void abandon(PendingReply pending) {
        pendingControls.remove(pending.number);
        if (pendingCalls.remove(pending.number) != null) {
            unacknowledged.put(pending.number, pending.bytes);
            notifyIfIdle();
        }
    }

    /** The node is silent or gone: nobody waits for it any longer. Its bytes stay counted, it may come back. */
    synchronized List<PendingReply> abandonAll() {
        List<PendingReply> abandoned = Stream.concat(pendingCalls.values().stream(), pendingControls.values().stream())
                .toList();
        abandoned.forEach(this::abandon);
        return abandoned;
    }

    /** Calls whose time is over without the timer of the bus having said so: an answer that Vert.x could not read leaves no trace. */
    synchronized List<PendingReply> abandonExpired(Instant limit) {
        List<PendingReply> abandoned = pendingCalls.values().stream()
                .filter(pending -> pending.deadline.isBefore(limit))
                .toList();
        abandoned.forEach(this::abandon);
        return abandoned;
    }

    /** When no call is under way. Completed under this window's lock: what follows belongs on a context of its own. */
    synchronized Future<Void> whenIdle() {
        Promise<Void> promise = Promise.promise();
        idlePromises.add(promise);
        notifyIfIdle();
        return promise.future();
    }

    synchronized int calls() {
        return pendingCalls.size();
    }

    synchronized long bytes() {
        return bytes;
    }

    synchronized boolean hasUnacknowledged() {
        return !unacknowledged.isEmpty();
    }

    private void notifyIfIdle() {
        if (pendingCalls.isEmpty() && !idlePromises.isEmpty()) {
            List<Promise<Void>> completed = List.copyOf(idlePromises);
            idlePromises.clear();
            completed.forEach(Promise::tryComplete);
        }
    }
}
