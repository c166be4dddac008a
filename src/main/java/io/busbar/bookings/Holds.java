package io.busbar.bookings;

import io.busbar.bookings.BookingEvents.BookingDue;
import io.busbar.bookings.SlotOperations.Hold;
import io.busbar.bookings.SlotOperations.HoldId;
import io.busbar.bookings.SlotOperations.HoldMade;
import io.busbar.bookings.SlotOperations.HoldTime;
import io.busbar.bus.Call;
import io.busbar.bus.Failure;
import io.busbar.bus.Nothing;
import io.busbar.bus.Tx;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.UUID;

/** Keeps times for people while they make up their minds. */
final class Holds {
    static final Duration LIFE = Duration.ofMinutes(5);
    static final int MOST = 3;

    private final Bookings bookings;
    private final HoldStore store;

    Holds(Bookings bookings, HoldStore store) {
        this.bookings = bookings;
        this.store = store;
    }

    Future<HoldMade> hold(HoldTime request, Call<HoldMade> call) {
        WantedTime wanted = WantedTime.of(request.date(), request.time(), request.start());
        Future<Bookings.Offer> offer = bookings.offer(request.professionalId(), request.service(), wanted, null, call);
        return bookings.take(offer, call, true, found -> tx -> {
                    Instant expiresAt = Instant.now().plus(LIFE);
                    return store.insert(tx, found.draft(), expiresAt)
                            .map(made -> held(tx, found.draft(), made, expiresAt));
                })
                .recover(cause -> bookings.retold(cause, offer, call));
    }

    Future<Nothing> release(HoldId request, Call<Nothing> call) {
        return call.change(tx -> store.release(tx, request.id(), call.user()).map(released -> {
            if (!released) {
                throw Failure.notFound("There is no such hold");
            }
            tx.about("hold", request.id());
            tx.cancel(BookingEvents.HOLD_DUE, request.id().toString());
            return Nothing.NOTHING;
        }));
    }

    private static HoldMade held(Tx tx, Draft draft, HoldStore.Held made, Instant expiresAt) {
        if (made.live() >= MOST) {
            throw Failure.conflict("You hold as many times as you can", Map.of("reason", "holds", "most", MOST));
        }
        UUID id = made.id().orElseThrow(Bookings.Taken::new);
        tx.about("hold", id);
        tx.schedule(BookingEvents.HOLD_DUE, id.toString(), new BookingDue(id), expiresAt);
        return new HoldMade(
                "Time held",
                new Hold(
                        id,
                        draft.professional(),
                        draft.service(),
                        draft.start().atOffset(ZoneOffset.UTC),
                        draft.end().atOffset(ZoneOffset.UTC),
                        draft.start().atZone(draft.zone()).toOffsetDateTime(),
                        draft.end().atZone(draft.zone()).toOffsetDateTime(),
                        expiresAt.atOffset(ZoneOffset.UTC)));
    }
}
