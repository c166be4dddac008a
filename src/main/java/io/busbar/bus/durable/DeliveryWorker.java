package io.busbar.bus.durable;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.BitSet;

/**
 * Works on the slots of one subscriber on one node, as permits come, one slot after the other. All its state belongs to one context,
 * that of the verticle that subscribed, so that effects run where the verticle's own handlers do.
 */
final class DeliveryWorker {
    /** Into how many slots the keys of a subscriber fall; what can go on at once in the whole cluster. */
    static final int SLOTS = 64;

    private static final int MISSES = 5;
    private static final long FIRST_MISS_MILLIS = 20;

    private final Context context;
    private final AsyncSemaphore permits;
    private final DeliveryBatch batch;
    private final BitSet hot = new BitSet(SLOTS);
    private final BitSet busy = new BitSet(SLOTS);
    private final int[] alone = new int[SLOTS];
    private final int[] missed = new int[SLOTS];
    private final Promise<Void> stopped = Promise.promise();
    private boolean asking;
    private boolean stopping;
    private int last = -1;

    DeliveryWorker(Context context, AsyncSemaphore permits, DeliveryBatch batch) {
        this.context = context;
        this.permits = permits;
        this.batch = batch;
    }

    /** Says that these slots have something that is due. */
    void wake(BitSet slots) {
        BitSet copy = (BitSet) slots.clone();
        context.runOnContext(now -> {
            hot.or(copy);
            ask();
        });
    }

    /** Ends at the edge of the transactions that are running. */
    Future<Void> stop() {
        context.runOnContext(now -> {
            stopping = true;
            leave();
        });
        return stopped.future();
    }

    private void ask() {
        if (!asking && !stopping && next() >= 0) {
            asking = true;
            permits.request(() -> context.runOnContext(now -> granted()));
        }
    }

    private void granted() {
        asking = false;
        int slot = next();
        if (stopping || slot < 0) {
            permits.release();
            leave();
            return;
        }
        last = slot;
        hot.clear(slot);
        busy.set(slot);
        ask();
        batch.run(slot, alone[slot] > 0)
                .onComplete(ended -> context.runOnContext(now -> {
                    permits.release();
                    busy.clear(slot);
                    settle(slot, ended.result());
                    ask();
                    leave();
                }));
    }

    private void settle(int slot, DeliveryBatch.Ended ended) {
        switch (ended) {
            case DeliveryBatch.Done done -> {
                alone[slot] = Math.max(0, alone[slot] - done.count());
                missed[slot] = 0;
                hot.set(slot, hot.get(slot) || done.more());
            }
            case DeliveryBatch.Spoiled spoiled -> {
                alone[slot] = spoiled.count();
                hot.set(slot);
            }
            case DeliveryBatch.Failed failed -> {
                alone[slot] = Math.max(0, alone[slot] - 1);
                hot.set(slot);
                later(slot, failed.pause());
            }
            case DeliveryBatch.Busy taken -> {
                // Whoever holds the slot may have looked before ours was there. Soon after, the poll finds what is
                // left.
                if (missed[slot]++ < MISSES) {
                    later(slot, Duration.ofMillis(FIRST_MISS_MILLIS << missed[slot]));
                } else {
                    missed[slot] = 0;
                }
            }
            case DeliveryBatch.Away away -> missed[slot] = 0;
        }
    }

    private void later(int slot, Duration pause) {
        if (!pause.isZero() && pause.compareTo(Duration.ofSeconds(2)) < 0) {
            Vertx vertx = context.owner();
            vertx.setTimer(
                    Math.max(1, pause.toMillis()),
                    fired -> context.runOnContext(now -> {
                        hot.set(slot);
                        ask();
                    }));
        }
    }

    /** The next slot in turn that has something and that nobody here works on; -1 without one. */
    private int next() {
        for (int step = 1; step <= SLOTS; step++) {
            int slot = (last + step) % SLOTS;
            if (hot.get(slot) && !busy.get(slot)) {
                return slot;
            }
        }
        return -1;
    }

    private void leave() {
        if (stopping && busy.isEmpty()) {
            stopped.tryComplete();
        }
    }
}
