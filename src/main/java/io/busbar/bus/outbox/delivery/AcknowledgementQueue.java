package io.busbar.bus.outbox.delivery;

import io.busbar.bus.Changes;
import io.busbar.bus.RequestContext;
import io.busbar.bus.outbox.AuditWriter;
import io.busbar.bus.outbox.LeaseLostException;
import io.busbar.bus.outbox.OutboxSettings;
import io.busbar.bus.outbox.PostCommit;
import io.busbar.bus.outbox.Transaction;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Removes handled deliveries of one subscriber and writes their results. What is handled while one transaction commits goes into the next
 * one together, so a busy subscriber needs few transactions and an idle one does not wait. If a transaction with several deliveries fails,
 * each gets one of its own, so that only the failing one is attempted again. All its state belongs to one Vert.x context.
 */
final class AcknowledgementQueue {
    private static final Duration COMMIT_TIMEOUT = Duration.ofSeconds(10);

    private final Context context;
    private final String subscriber;
    private final LeasedDeliveryQueue queue;
    private final Changes changes;
    private final Pool pool;
    private final OutboxSettings settings;
    private final Consumer<PostCommit> afterCommit;
    private final List<Acknowledgement> waiting = new ArrayList<>();
    private boolean committing;

    /** A handled delivery, and the promise that it is removed. */
    private record Acknowledgement(HandledDelivery handled, Promise<Void> removed) {
        LeasedDelivery leased() {
            return handled.leased();
        }
    }

    AcknowledgementQueue(
            Context context,
            String subscriber,
            LeasedDeliveryQueue queue,
            Changes changes,
            Pool pool,
            OutboxSettings settings,
            Consumer<PostCommit> afterCommit) {
        this.context = context;
        this.subscriber = subscriber;
        this.queue = queue;
        this.changes = changes;
        this.pool = pool;
        this.settings = settings;
        this.afterCommit = afterCommit;
    }

    /**
     * Writes the result and removes the delivery. Fails with {@link LeaseLostException} if it no longer belongs to this node, and with the
     * failure of the result otherwise; then nothing of it is written. Any thread may call this.
     */
    Future<Void> acknowledge(HandledDelivery handled) {
        Promise<Void> removed = Promise.promise();
        context.runOnContext(now -> {
            waiting.add(new Acknowledgement(handled, removed));
            commitNext();
        });
        return removed.future();
    }

    private void commitNext() {
        if (committing || waiting.isEmpty()) {
            return;
        }
        committing = true;
        List<Acknowledgement> batch = List.copyOf(waiting);
        waiting.clear();
        commit(batch)
                .onComplete(ended -> context.runOnContext(now -> {
                    committing = false;
                    commitNext();
                }));
    }

    private Future<Void> commit(List<Acknowledgement> batch) {
        if (batch.size() == 1) {
            return commitAlone(batch.getFirst());
        }
        return commitTogether(batch)
                .transform(held -> held.succeeded() ? completeAll(batch, held.result()) : commitEachAlone(batch));
    }

    /** Returns the fences of the deliveries that still belonged to this node; their results are written and they are removed. */
    private Future<Set<Long>> commitTogether(List<Acknowledgement> batch) {
        return Transaction.begin(pool, settings.connectionTimeout(), COMMIT_TIMEOUT, Transaction.IDLE_TIMEOUT)
                .compose(tx -> removeAndWrite(tx, batch).recover(tx::rollbackAndFail));
    }

    private Future<Set<Long>> removeAndWrite(Transaction tx, List<Acknowledgement> batch) {
        BatchTransaction batchTransaction = new BatchTransaction(tx, subscriber, COMMIT_TIMEOUT);
        return queue.removeAll(tx, batch.stream().map(Acknowledgement::leased).toList())
                .compose(held -> writeResults(batchTransaction, batch, held)
                        .compose(written -> batchTransaction.commit(
                                AuditWriter.write(
                                        tx, RequestContext.system(subscriber, COMMIT_TIMEOUT), subscriber, List.of()),
                                afterCommit))
                        .map(held));
    }

    private static Future<Void> writeResults(
            BatchTransaction batchTransaction, List<Acknowledgement> batch, Set<Long> held) {
        Future<Void> written = Future.succeededFuture();
        for (Acknowledgement acknowledgement : batch) {
            if (held.contains(acknowledgement.leased().fence())) {
                written = written.compose(previous ->
                        batchTransaction.apply(acknowledgement.handled().result()::write));
            }
        }
        return written;
    }

    private static Future<Void> completeAll(List<Acknowledgement> batch, Set<Long> held) {
        for (Acknowledgement acknowledgement : batch) {
            if (held.contains(acknowledgement.leased().fence())) {
                acknowledgement.removed().complete();
            } else {
                acknowledgement.removed().fail(new LeaseLostException());
            }
        }
        return Future.succeededFuture();
    }

    private Future<Void> commitEachAlone(List<Acknowledgement> batch) {
        return Future.join(batch.stream().map(this::commitAlone).toList()).mapEmpty();
    }

    private Future<Void> commitAlone(Acknowledgement acknowledgement) {
        HandledDelivery handled = acknowledgement.handled();
        return changes.change(
                        RequestContext.system(subscriber, COMMIT_TIMEOUT),
                        subscriber,
                        tx -> queue.remove(tx, handled.leased())
                                .compose(removed -> handled.result().write(tx))
                                .<Void>mapEmpty())
                .onComplete(acknowledgement.removed());
    }
}
