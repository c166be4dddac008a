package io.busbar.deliveries;

import static io.busbar.deliveries.DeliveryOperations.REPLAY_MOST;

import io.busbar.bus.Call;
import io.busbar.bus.Cursor;
import io.busbar.bus.DeadLetters;
import io.busbar.bus.DeadLetters.DeadLetter;
import io.busbar.bus.Failure;
import io.busbar.bus.Nothing;
import io.busbar.bus.Page;
import io.busbar.bus.Tx;
import io.busbar.deliveries.DeliveryOperations.DeadLetterId;
import io.busbar.deliveries.DeliveryOperations.ListDead;
import io.busbar.deliveries.DeliveryOperations.ReplayAll;
import io.busbar.deliveries.DeliveryOperations.Replayed;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/** Second chances; the audit knows who gave them. */
final class Replays {
    private final DeadLetters letters;

    Replays(DeadLetters letters) {
        this.letters = letters;
    }

    Future<Page<DeadLetter>> list(ListDead request) {
        int limit = request.limit() == null ? Page.DEFAULT_LIMIT : request.limit();
        long before = request.cursor() == null ? Long.MAX_VALUE : position(request.cursor());
        return letters.list(request.subscriber(), before, limit + 1).map(found -> {
            if (found.size() <= limit) {
                return new Page<>(found, null, null);
            }
            List<DeadLetter> page = found.subList(0, limit);
            return new Page<>(page, Cursor.of(page.getLast().id()).encode(), null);
        });
    }

    Future<DeadLetter> replay(DeadLetterId request, Call<DeadLetter> call) {
        return call.change(tx -> letters.replay(tx, request.id()).map(found -> known(tx, found)));
    }

    Future<Replayed> replayAll(ReplayAll request, Call<Replayed> call) {
        return call.change(tx -> {
            tx.about("subscriber", request.subscriber());
            return letters.replayAll(tx, request.subscriber(), REPLAY_MOST).map(Replayed::new);
        });
    }

    Future<Nothing> discard(DeadLetterId request, Call<Nothing> call) {
        return call.change(tx -> letters.discard(tx, request.id()).map(found -> {
            known(tx, found);
            return Nothing.NOTHING;
        }));
    }

    private static DeadLetter known(Tx tx, Optional<DeadLetter> found) {
        DeadLetter letter = found.orElseThrow(() -> Failure.notFound("There is no such dead letter"));
        tx.about("delivery", letter.id());
        tx.about("event", letter.eventId());
        return letter;
    }

    private static long position(String cursor) {
        try {
            return Long.parseLong(Cursor.decode(cursor, 1).values().getFirst());
        } catch (NumberFormatException e) {
            throw Cursor.unknown();
        }
    }
}
