package io.busbar.bus.outbox.delivery;

import io.busbar.bus.outbox.LeaseSettings;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
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

    private final Context context;
    private final int permits;
    private final LeaseSettings leases;
    private final LeasedDeliveryQueue queue;
    private final ExternalDelivery delivery;
    private final ReadyPartitions ready;
    private final Map<Long, LeasedDelivery> runningByFence = new HashMap<>();
    private final Promise<Void> idle = Promise.promise();
    private final long renewTimer;
    private boolean claimScheduled;
    private boolean claiming;
    private boolean stopping;

    ExternalDeliveryWorker(
            Context context, int permits, LeaseSettings leases, LeasedDeliveryQueue queue, ExternalDelivery delivery) {
        this.context = context;
        this.permits = permits;
        this.leases = leases;
        this.queue = queue;
        this.delivery = delivery;
        this.ready = new ReadyPartitions(context, this::claim);
        this.renewTimer = context.owner()
                .setPeriodic(leases.renewInterval().toMillis(), tick -> context.runOnContext(now -> renewLeases()));
    }

    @Override
    public void wake(BitSet partitions) {
        ready.wake(partitions);
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

    /** Claims once for all deliveries that have just been acknowledged together. */
    private void scheduleClaim() {
        if (!claimScheduled) {
            claimScheduled = true;
            context.runOnContext(now -> {
                claimScheduled = false;
                claim();
            });
        }
    }

    private void claim() {
        int free = permits - runningByFence.size();
        if (claiming || stopping || free <= 0 || ready.isEmpty()) {
            return;
        }
        claiming = true;
        long sentNanos = System.nanoTime();
        // Not more than permits are free: each usually has a due delivery.
        BitSet partitions = ready.take(free);
        queue.claim(partitions, free)
                .onComplete(claimed -> context.runOnContext(now -> {
                    claiming = false;
                    onClaimed(claimed, sentNanos);
                    if (claimed.succeeded() && claimed.result().size() == free) {
                        ready.addAll(partitions);
                    }
                    claim();
                    completeIfIdle();
                }));
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
                    ready.add(leased.delivery().partition());
                    ready.wakeLater(leased.delivery().partition(), backoff);
                    scheduleClaim();
                    completeIfIdle();
                }));
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
