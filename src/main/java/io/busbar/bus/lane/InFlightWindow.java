package io.busbar.bus.lane;

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
    private final int mostCalls;
    private final long mostBytes;

    private final Map<Long, PendingReply> open = new HashMap<>();
    private final Map<Long, PendingReply> questions = new HashMap<>();
    private final TreeMap<Long, Long> unread = new TreeMap<>();
    private final List<Promise<Void>> waiting = new ArrayList<>();
    private long next;
    private long bytes;

    InFlightWindow(int mostCalls, long mostBytes) {
        this.mostCalls = mostCalls;
        this.mostBytes = mostBytes;
    }

    /** A place for a call, or null when there is none. A single message larger than the limit goes alone. */
    synchronized @Nullable PendingReply open(long size, Instant deadline, Context context) {
        if (open.size() >= mostCalls || (bytes > 0 && bytes + size > mostBytes)) {
            return null;
        }
        PendingReply slot = new PendingReply(next++, size, deadline, context);
        open.put(slot.number, slot);
        bytes += size;
        return slot;
    }

    /** A place for a question between nodes: lost with the node like a call, but neither limited nor counted as one. */
    synchronized PendingReply question(Instant deadline, Context context) {
        PendingReply slot = new PendingReply(next++, 0, deadline, context);
        questions.put(slot.number, slot);
        return slot;
    }

    /** The bus is done with the message, with this cause or with an answer. */
    void ended(PendingReply slot, @Nullable Throwable cause) {
        if (!(cause instanceof ReplyException reply)) {
            answered(slot);
        } else {
            switch (reply.failureType()) {
                case NO_HANDLERS -> release(slot);
                case TIMEOUT -> abandon(slot);
                case RECIPIENT_FAILURE, ERROR -> answered(slot);
            }
        }
    }

    /** The node has answered, so it has read everything that was sent before. */
    private synchronized void answered(PendingReply slot) {
        release(slot);
        Map<Long, Long> before = unread.headMap(slot.number);
        bytes -= before.values().stream().mapToLong(Long::longValue).sum();
        before.clear();
    }

    /** The message was never sent. */
    synchronized void release(PendingReply slot) {
        questions.remove(slot.number);
        if (open.remove(slot.number) != null) {
            bytes -= slot.bytes;
            tellIfQuiet();
        }
    }

    /** Nobody waits any longer, but the message may still be on its way. */
    private synchronized void abandon(PendingReply slot) {
        questions.remove(slot.number);
        if (open.remove(slot.number) != null) {
            unread.put(slot.number, slot.bytes);
            tellIfQuiet();
        }
    }

    /** The node is silent or gone: nobody waits for it any longer. Its bytes stay counted, it may come back. */
    synchronized List<PendingReply> abandonAll() {
        List<PendingReply> slots = Stream.concat(open.values().stream(), questions.values().stream())
                .toList();
        slots.forEach(this::abandon);
        return slots;
    }

    /** Calls whose time is over without the timer of the bus having said so: an answer that Vert.x could not read leaves no trace. */
    synchronized List<PendingReply> abandonOverdue(Instant limit) {
        List<PendingReply> slots = open.values().stream()
                .filter(slot -> slot.deadline.isBefore(limit))
                .toList();
        slots.forEach(this::abandon);
        return slots;
    }

    /** When no call is under way. Completed under this window's lock: what follows belongs on a context of its own. */
    synchronized Future<Void> quiet() {
        Promise<Void> promise = Promise.promise();
        waiting.add(promise);
        tellIfQuiet();
        return promise.future();
    }

    synchronized int calls() {
        return open.size();
    }

    synchronized long bytes() {
        return bytes;
    }

    synchronized boolean hasUnread() {
        return !unread.isEmpty();
    }

    private void tellIfQuiet() {
        if (open.isEmpty() && !waiting.isEmpty()) {
            List<Promise<Void>> told = List.copyOf(waiting);
            waiting.clear();
            told.forEach(Promise::tryComplete);
        }
    }
}
