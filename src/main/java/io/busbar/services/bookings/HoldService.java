package io.busbar.services.bookings;

import io.busbar.bus.Call;
import io.busbar.bus.Empty;
import io.busbar.bus.Failure;
import io.busbar.bus.Id;
import io.busbar.bus.Require;
import io.busbar.bus.Tx;
import io.busbar.services.bookings.BookingContinuations.BookingDue;
import io.busbar.services.bookings.SlotOperations.CreateHold;
import io.busbar.services.bookings.SlotOperations.Hold;
import io.busbar.services.bookings.SlotOperations.HoldCreated;
import io.busbar.services.bookings.availability.BookingDraft;
import io.busbar.services.bookings.availability.RequestedTime;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.UUID;

/** Creates and releases holds, which reserve a slot for a customer for a short time. */
final class HoldService {
    static final Duration HOLD_DURATION = Duration.ofMinutes(5);
    static final int MAX_HOLDS_PER_CUSTOMER = 3;

    private final BookingService bookingService;
    private final HoldStore store;

    HoldService(BookingService bookingService, HoldStore store) {
        this.bookingService = bookingService;
        this.store = store;
    }

    Future<HoldCreated> create(CreateHold request, Call<HoldCreated> call) {
        RequestedTime requestedTime = RequestedTime.of(request.date(), request.time(), request.start());
        Future<BookingService.BookingProposal> proposal =
                bookingService.propose(request.professionalId(), request.service(), requestedTime, null, call);
        return bookingService
                .reserveSlot(proposal, call, true, this::create)
                .recover(cause -> bookingService.suggestAlternatives(cause, proposal, call));
    }

    private Future<HoldCreated> create(Tx tx, BookingDraft bookingDraft) {
        Instant expiresAt = Instant.now().plus(HOLD_DURATION);
        return store.insert(tx, bookingDraft, expiresAt)
                .map(inserted -> toCreated(tx, bookingDraft, inserted, expiresAt));
    }

    Future<Empty> release(Tx tx, Id request, Call<Empty> call) {
        tx.auditSubject("hold", request.id());
        tx.cancel(BookingContinuations.HOLD_DUE, request.id().toString());
        return store.release(tx, request.id(), call.userId()).map(Empty.INSTANCE);
    }

    /** Checks the limit after the insert: the failure rolls the insert back. */
    private static HoldCreated toCreated(
            Tx tx, BookingDraft bookingDraft, HoldStore.HoldInsertResult inserted, Instant expiresAt) {
        Require.that(
                inserted.activeHolds() < MAX_HOLDS_PER_CUSTOMER,
                () -> Failure.conflict(
                        "You have reached the limit of active holds",
                        Map.of("reason", "too_many_holds", "max", MAX_HOLDS_PER_CUSTOMER)));
        UUID id = inserted.id().orElseThrow(BookingService.SlotTakenException::new);
        tx.auditSubject("hold", id);
        tx.schedule(BookingContinuations.HOLD_DUE, id.toString(), new BookingDue(id), expiresAt);
        return new HoldCreated(
                "Slot held",
                new Hold(
                        id,
                        bookingDraft.professional(),
                        bookingDraft.service(),
                        bookingDraft.start().atOffset(ZoneOffset.UTC),
                        bookingDraft.end().atOffset(ZoneOffset.UTC),
                        bookingDraft.start().atZone(bookingDraft.zone()).toOffsetDateTime(),
                        bookingDraft.end().atZone(bookingDraft.zone()).toOffsetDateTime(),
                        expiresAt.atOffset(ZoneOffset.UTC)));
    }
}
