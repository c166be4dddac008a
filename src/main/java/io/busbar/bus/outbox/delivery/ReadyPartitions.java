package io.busbar.bus.outbox.delivery;

import io.vertx.core.Context;
import java.time.Duration;
import java.util.BitSet;

/** The partitions of one subscriber that may have due deliveries, in turn. All its state belongs to one Vert.x context. */
final class ReadyPartitions {
    /** Retries with a longer delay are left to the poll. */
    private static final Duration MAX_WAKE_DELAY = Duration.ofSeconds(2);

    private static final BitSet NONE = new BitSet();

    private final Context context;
    private final Runnable onReady;
    private final BitSet ready = new BitSet(SubscriberWorker.PARTITIONS);
    private int last = -1;

    /** @param onReady runs on the context after partitions have been added from elsewhere */
    ReadyPartitions(Context context, Runnable onReady) {
        this.context = context;
        this.onReady = onReady;
    }

    /** Adds partitions. Any thread may call this. */
    void wake(BitSet partitions) {
        BitSet copy = (BitSet) partitions.clone();
        context.runOnContext(now -> {
            ready.or(copy);
            onReady.run();
        });
    }

    /** Adds a partition after a delay. Ignores a delay of zero, and one of 2 s or more, which is left to the poll. */
    void wakeLater(int partition, Duration delay) {
        if (delay.isZero() || delay.compareTo(MAX_WAKE_DELAY) >= 0) {
            return;
        }
        context.owner()
                .setTimer(
                        Math.max(1, delay.toMillis()),
                        fired -> context.runOnContext(now -> {
                            ready.set(partition);
                            onReady.run();
                        }));
    }

    void add(int partition) {
        ready.set(partition);
    }

    void addAll(BitSet partitions) {
        ready.or(partitions);
    }

    boolean isEmpty() {
        return ready.isEmpty();
    }

    /** Returns whether there is a partition besides these. */
    boolean hasNext(BitSet excluded) {
        return next(excluded) >= 0;
    }

    /** Takes the next partition in turn that is not one of these; -1 if there is none. */
    int take(BitSet excluded) {
        int partition = next(excluded);
        if (partition >= 0) {
            last = partition;
            ready.clear(partition);
        }
        return partition;
    }

    /** Takes the next partitions in turn. */
    BitSet take(int limit) {
        BitSet taken = new BitSet(SubscriberWorker.PARTITIONS);
        while (taken.cardinality() < limit && !ready.isEmpty()) {
            taken.set(take(NONE));
        }
        return taken;
    }

    private int next(BitSet excluded) {
        for (int step = 1; step <= SubscriberWorker.PARTITIONS; step++) {
            int partition = (last + step) % SubscriberWorker.PARTITIONS;
            if (ready.get(partition) && !excluded.get(partition)) {
                return partition;
            }
        }
        return -1;
    }
}
