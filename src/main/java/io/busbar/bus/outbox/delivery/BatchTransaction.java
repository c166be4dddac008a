package io.busbar.bus.outbox.delivery;

import io.busbar.bus.RequestContext;
import io.busbar.bus.Tx;
import io.busbar.bus.outbox.AuditWriter;
import io.busbar.bus.outbox.ChangeTx;
import io.busbar.bus.outbox.PendingWrites;
import io.busbar.bus.outbox.PostCommit;
import io.busbar.bus.outbox.Transaction;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A transaction with the effects of several deliveries of one subscriber. Each effect has an audit row of its own; their messages, timers,
 * totals and pushes are written together with the commit.
 */
final class BatchTransaction {
    private final Transaction transaction;
    private final String subscriber;
    private final Duration effectTimeout;
    private final PendingWrites pendingWrites = new PendingWrites();
    /** The statements that are sent with the commit. */
    private final List<Future<?>> statements = new ArrayList<>();

    BatchTransaction(Transaction transaction, String subscriber, Duration effectTimeout) {
        this.transaction = transaction;
        this.subscriber = subscriber;
        this.effectTimeout = effectTimeout;
    }

    /** Runs the effect of one delivery. Fails if it takes too long. */
    Future<Void> apply(Function<Tx, Future<?>> effect) {
        ChangeTx changeTx = new ChangeTx(transaction, pendingWrites, null);
        return start(effect, changeTx)
                .timeout(effectTimeout.toMillis(), TimeUnit.MILLISECONDS)
                .onFailure(cause -> changeTx.finish())
                .compose(done -> changeTx.finish())
                .map(this::recordAudit);
    }

    private static Future<?> start(Function<Tx, Future<?>> effect, Tx tx) {
        try {
            return effect.apply(tx);
        } catch (Throwable thrown) {
            return Future.failedFuture(thrown);
        }
    }

    private Void recordAudit(List<String> subjects) {
        if (!subjects.isEmpty()) {
            RequestContext requestContext = RequestContext.system(subscriber, effectTimeout);
            statements.add(AuditWriter.write(transaction, requestContext, subscriber, subjects));
        }
        return null;
    }

    /**
     * Commits, with the last statements in the same round trip.
     *
     * @param sent a statement that has been sent but not awaited; it also fails the commit if an effect has ignored a failed statement
     */
    Future<Void> commit(Future<?> sent, Consumer<PostCommit> afterCommit) {
        PostCommit postCommit = new PostCommit();
        statements.add(sent);
        pendingWrites.write(transaction, statements, postCommit);
        return transaction.commit(statements).onSuccess(committed -> afterCommit.accept(postCommit));
    }
}
