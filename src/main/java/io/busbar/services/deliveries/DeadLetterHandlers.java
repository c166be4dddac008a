package io.busbar.services.deliveries;

import static io.busbar.services.deliveries.DeadLetterOperations.MAX_REPLAYS;

import io.busbar.bus.Call;
import io.busbar.bus.DeadLetters;
import io.busbar.bus.DeadLetters.DeadLetter;
import io.busbar.bus.Empty;
import io.busbar.bus.Failure;
import io.busbar.bus.Require;
import io.busbar.bus.Tx;
import io.busbar.data.listing.Page;
import io.busbar.services.deliveries.DeadLetterOperations.DeadLetterId;
import io.busbar.services.deliveries.DeadLetterOperations.ListDeadLetters;
import io.busbar.services.deliveries.DeadLetterOperations.ReplayDeadLetters;
import io.busbar.services.deliveries.DeadLetterOperations.ReplayedDeadLetters;
import io.vertx.core.Future;
import java.util.Optional;

/** Lists, replays and discards dead letters. The audit trail shows who replayed or discarded them. */
final class DeadLetterHandlers {
    private final DeadLetters deadLetters;

    DeadLetterHandlers(DeadLetters deadLetters) {
        this.deadLetters = deadLetters;
    }

    Future<Page<DeadLetter>> list(ListDeadLetters request) {
        return deadLetters.list(request.subscriber(), request.page());
    }

    Future<DeadLetter> replay(DeadLetterId request, Call<DeadLetter> call) {
        return call.change(tx -> deadLetters.replay(tx, request.id()).map(found -> requireFoundAndAudit(tx, found)));
    }

    Future<ReplayedDeadLetters> replayAll(ReplayDeadLetters request, Call<ReplayedDeadLetters> call) {
        return call.change(tx -> {
            tx.auditSubject("subscriber", request.subscriber());
            return deadLetters.replayAll(tx, request.subscriber(), MAX_REPLAYS).map(ReplayedDeadLetters::new);
        });
    }

    Future<Empty> discard(DeadLetterId request, Call<Empty> call) {
        return call.change(tx -> deadLetters.discard(tx, request.id()).map(found -> {
            requireFoundAndAudit(tx, found);
            return Empty.INSTANCE;
        }));
    }

    private static DeadLetter requireFoundAndAudit(Tx tx, Optional<DeadLetter> found) {
        DeadLetter deadLetter = Require.present(found, () -> Failure.notFound("Dead letter not found"));
        tx.auditSubject("dead_letter", deadLetter.id());
        tx.auditSubject("event", deadLetter.eventId());
        return deadLetter;
    }
}
