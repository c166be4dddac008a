package io.busbar.services.deliveries;

import io.busbar.bus.DeadLetters;
import io.busbar.bus.DeadLetters.DeadLetter;
import io.busbar.bus.Empty;
import io.busbar.bus.Failure;
import io.busbar.bus.Require;
import io.busbar.bus.ServiceContext;
import io.busbar.bus.ServiceVerticle;
import io.busbar.bus.Tx;
import io.busbar.services.deliveries.DeadLetterOperations.ReplayedDeadLetters;
import java.util.Optional;

/**
 * Registers the handlers of the deliveries service, which lets admins manage dead letters. The audit trail shows who replayed or discarded
 * them.
 */
public final class DeliveriesVerticle extends ServiceVerticle {
    public DeliveriesVerticle(ServiceContext serviceContext) {
        super(DeadLetterOperations.DELIVERIES, serviceContext);
    }

    @Override
    protected void configure() {
        DeadLetters deadLetters = serviceContext().deadLetters();
        on(DeadLetterOperations.LIST, request -> deadLetters.list(request.subscriber(), request.page()));
        onChange(
                DeadLetterOperations.REPLAY,
                (tx, request) -> deadLetters.replay(tx, request.id()).map(found -> requireFoundAndAudit(tx, found)));
        onChange(DeadLetterOperations.REPLAY_ALL, (tx, request) -> {
            tx.auditSubject("subscriber", request.subscriber());
            return deadLetters
                    .replayAll(tx, request.subscriber(), DeadLetterOperations.MAX_REPLAYS)
                    .map(ReplayedDeadLetters::new);
        });
        onChange(
                DeadLetterOperations.DISCARD,
                (tx, request) -> deadLetters
                        .discard(tx, request.id())
                        .map(found -> requireFoundAndAudit(tx, found))
                        .map(discarded -> Empty.INSTANCE));
    }

    private static DeadLetter requireFoundAndAudit(Tx tx, Optional<DeadLetter> found) {
        DeadLetter deadLetter = Require.present(found, () -> Failure.notFound("Dead letter not found"));
        tx.auditSubject("dead_letter", deadLetter.id());
        tx.auditSubject("event", deadLetter.eventId());
        return deadLetter;
    }
}
