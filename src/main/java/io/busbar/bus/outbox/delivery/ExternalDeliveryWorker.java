package io.busbar.bus.outbox.delivery;

import io.busbar.bus.outbox.LeaseSettings;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims the deliveries of one subscriber with external effects as its permits become free, and renews their leases while they run. No
 * other subscriber uses these permits, so a slow vendor delays nobody else. All its state belongs to one Vert.x context, the one of the
 * verticle that subscribed.
 */
final class ExternalDeliveryWorker implements SubscriberWorker {
    private static final Logger LOG = LoggerFactory.getLogger(ExternalDeliveryWorker.class);

    /** Retries with a longer pause are left to the poll. */
    private static final Duration MAX_WAKE_DELAY = Duration.ofSeconds(2);

    private final Context context;
    private final int permits;
    private final LeaseSettings leases;
    private final LeasedDeliveryQueue queue;
    private final ExternalDelivery delivery;
    private final BitSet ready = new BitSet(PARTITIONS);
    private final Map<Long, LeasedDelivery> runningByFence = new HashMap<>();
    private final Promise<Void> idle = Promise.promise();
    private final long renewTimer;
    private boolean claiming;
    private boolean stopping;
    private int lastPartition = -1;

    ExternalDeliveryWorker(
            Context context, int permits, LeaseSettings leases, LeasedDeliveryQueue queue, ExternalDelivery delivery) {
        this.context = context;
        this.permits = permits;
        this.leases = leases;
        this.queue = queue;
        this.delivery = delivery;
        this.renewTimer = context.owner()
                .setPeriodic(leases.renewInterval().toMillis(), tick -> context.runOnContext(now -> renewLeases()));
    }

    @Override
    public void wake(BitSet partitions) {
        BitSet copy = (BitSet) partitions.clone();
        context.runOnContext(now -> {
            ready.or(copy);
            claim();
        });
    }

    /** Stops claiming. Running handlers may finish for a moment; then their leases are returned, so that other nodes take over at once. */
    @Override
    public Future<Void> stop() {
        context.runOnContext(now -> {
            stopping = true;
            completeIfIdle();
        });
        Future<Void> grace =
                context.owner().timer(leases.drainTimeout().toMillis()).mapEmpty();
        Promise<Void> stopped = Promise.promise();
        Future.any(idle.future(), grace)
                .onComplete(waited -> context.runOnContext(now -> releaseAll().onComplete(stopped)));
        return stopped.future();
    }

    private Future<Void> releaseAll() {
        context.owner().cancelTimer(renewTimer);
        return release(List.copyOf(runningByFence.values()));
    }

    private Future<Void> release(List<LeasedDelivery> deliveries) {
        return deliveries.isEmpty()
                ? Future.succeededFuture()
                : queue.release(deliveries)
                        .onFailure(cause -> LOG.warn("Leases could not be returned; they expire", cause))
                        .otherwiseEmpty();
    }

    private void claim() {
        int free = permits - runningByFence.size();
        if (claiming || stopping || free <= 0 || ready.isEmpty()) {
            return;
        }
        claiming = true;
        long sentNanos = System.nanoTime();
        BitSet partitions = takeReady(free);
        queue.claim(partitions, free)
                .onComplete(claimed -> context.runOnContext(now -> {
                    claiming = false;
                    onClaimed(claimed, sentNanos);
                    if (claimed.succeeded() && claimed.result().size() == free) {
                        ready.or(partitions);
                    }
                    claim();
                    completeIfIdle();
                }));
    }

    /** Takes ready partitions in turn, not more than permits are free: each usually has a due delivery. */
    private BitSet takeReady(int limit) {
        BitSet taken = new BitSet(PARTITIONS);
        for (int step = 0; step < PARTITIONS && taken.cardinality() < limit; step++) {
            lastPartition = (lastPartition + 1) % PARTITIONS;
            if (ready.get(lastPartition)) {
                ready.clear(lastPartition);
                taken.set(lastPartition);
            }
        }
        return taken;
    }

    private void onClaimed(AsyncResult<List<LeasedDelivery>> claimed, long sentNanos) {
        if (claimed.failed()) {
            LOG.debug("Deliveries could not be claimed; the next poll retries", claimed.cause());
        } else if (stopping) {
            release(claimed.result());
        } else if (System.nanoTime() - sentNanos < leases.duration().toNanos()) {
            claimed.result().forEach(this::start);
        }
    }

    private void start(LeasedDelivery leased) {
        runningByFence.put(leased.fence(), leased);
        delivery.run(leased)
                .onSuccess(backoff -> context.runOnContext(now -> {
                    runningByFence.remove(leased.fence());
                    ready.set(leased.delivery().partition());
                    wakeLater(leased.delivery().partition(), backoff);
                    claim();
                    completeIfIdle();
                }));
    }

    private void wakeLater(int partition, Duration delay) {
        if (!delay.isZero() && delay.compareTo(MAX_WAKE_DELAY) < 0) {
            context.owner()
                    .setTimer(
                            Math.max(1, delay.toMillis()),
                            fired -> context.runOnContext(now -> {
                                ready.set(partition);
                                claim();
                            }));
        }
    }

    private void renewLeases() {
        if (!runningByFence.isEmpty()) {
            queue.renew(List.copyOf(runningByFence.values()))
                    .onFailure(cause -> LOG.debug("Leases could not be renewed; trying again", cause));
        }
    }

    private void completeIfIdle() {
        if (stopping && runningByFence.isEmpty() && !claiming) {
            idle.tryComplete();
        }
    }
}
