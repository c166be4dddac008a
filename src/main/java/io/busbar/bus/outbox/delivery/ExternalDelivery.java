package io.busbar.bus.outbox.delivery;

import io.busbar.bus.EventEnvelope;
import io.busbar.bus.RequestContext;
import io.busbar.bus.events.ExternalSubscriber;
import io.busbar.bus.outbox.LeaseLostException;
import io.busbar.bus.outbox.OutboxMetrics;
import io.busbar.bus.outbox.OutboxSettings;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles one claimed delivery with external effects: runs the handler without a transaction, then has its result written and the
 * delivery removed in one transaction, if the delivery still belongs to this node.
 */
final class ExternalDelivery {
    private static final Logger LOG = LoggerFactory.getLogger(ExternalDelivery.class);

    /** How long a handler may go on after its deadline, so that the failure of its own call is recorded and not a timeout. */
    private static final Duration DEADLINE_MARGIN = Duration.ofSeconds(1);

    private final ExternalSubscriber subscriber;
    private final LeasedDeliveryQueue queue;
    private final AcknowledgementQueue acknowledgements;
    private final OutboxSettings settings;
    private final RetryScheduler retryScheduler;
    private final OutboxMetrics metrics;

    ExternalDelivery(
            ExternalSubscriber subscriber,
            LeasedDeliveryQueue queue,
            AcknowledgementQueue acknowledgements,
            OutboxSettings settings,
            RetryScheduler retryScheduler,
            OutboxMetrics metrics) {
        this.subscriber = subscriber;
        this.queue = queue;
        this.acknowledgements = acknowledgements;
        this.settings = settings;
        this.retryScheduler = retryScheduler;
        this.metrics = metrics;
    }

    /**
     * Handles a delivery on the current context. The returned future never fails; its result is the pause until the next attempt, zero if
     * there is none.
     */
    Future<Duration> run(LeasedDelivery leased) {
        return handle(leased)
                .compose(acknowledgements::acknowledge)
                .map(done -> {
                    metrics.recordDeliveries(subscriber.name(), OutboxMetrics.DeliveryOutcome.SUCCEEDED, 1);
                    return Duration.ZERO;
                })
                .recover(cause -> recordFailure(leased, cause));
    }

    private Future<HandledDelivery> handle(LeasedDelivery leased) {
        Delivery delivery = leased.delivery();
        delivery.timerDelay().ifPresent(delay -> metrics.recordTimerDelay(delivery.type(), delay));
        ExternalSubscriber.ExternalBinding<?, ?> binding = subscriber.bindings().get(delivery.type());
        if (binding == null) {
            return Future.failedFuture(delivery.withoutHandler());
        }
        if (delivery.previousAttempts() >= subscriber.redeliveryPolicy().maxAttempts()) {
            return Future.failedFuture(new IllegalStateException("the node was lost in every attempt"));
        }
        try {
            return handleWith(binding, leased);
        } catch (Throwable thrown) {
            return Future.failedFuture(thrown);
        }
    }

    private <P, R> Future<HandledDelivery> handleWith(
            ExternalSubscriber.ExternalBinding<P, R> binding, LeasedDelivery leased) {
        EventEnvelope<P> eventEnvelope = leased.delivery().toEnvelope(binding.messageType());
        return binding.handler()
                .handle(eventEnvelope, RequestContext.system(subscriber.name(), settings.handlerTimeout()))
                .timeout(settings.handlerTimeout().plus(DEADLINE_MARGIN).toMillis(), TimeUnit.MILLISECONDS)
                .map(result ->
                        new HandledDelivery(leased, tx -> binding.resultWriter().write(tx, eventEnvelope, result)));
    }

    /** If the failure can't be stored, the lease ends and the delivery is attempted again. */
    private Future<Duration> recordFailure(LeasedDelivery leased, Throwable cause) {
        if (cause instanceof LeaseLostException) {
            LOG.info(
                    "{} did not acknowledge {}: another node has taken the delivery over",
                    subscriber.name(),
                    leased.delivery().messageId());
            metrics.recordDeliveries(subscriber.name(), OutboxMetrics.DeliveryOutcome.LOST, 1);
            return Future.succeededFuture(Duration.ZERO);
        }
        return retryScheduler
                .recordFailure(subscriber, leased.delivery(), cause, queue.failureOf(leased))
                .otherwise(recording -> {
                    LOG.warn("A failed attempt of {} was not stored; its lease ends", subscriber.name(), recording);
                    return Duration.ZERO;
                });
    }
}
