package io.busbar.bookings;

import static io.busbar.bookings.SlotOperations.DAYS_MOST;

import io.busbar.bookings.SlotOperations.FindSlots;
import io.busbar.bookings.SlotOperations.FreeTime;
import io.busbar.bus.Call;
import io.busbar.bus.Failure;
import io.busbar.bus.Items;
import io.busbar.catalog.CatalogOperations.Service;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Finds times that can be booked. */
final class SlotSearch {
    /** A booking or an offset of a zone reaches no further beyond a day. */
    private static final Duration MARGIN = Duration.ofDays(3);

    private final Diaries diaries;

    SlotSearch(Diaries diaries) {
        this.diaries = diaries;
    }

    Future<Items<FreeTime>> find(FindSlots request, Call<Items<FreeTime>> call) {
        long days = ChronoUnit.DAYS.between(request.from(), request.to()) + 1;
        if (days < 1) {
            throw Failure.invalid("/to", "must not be before from");
        }
        if (days > DAYS_MOST) {
            throw Failure.invalid("/to", "must be at most " + DAYS_MOST + " days from from, both included");
        }
        Instant first = request.from().atStartOfDay(ZoneOffset.UTC).toInstant().minus(MARGIN);
        Instant last = request.to().atStartOfDay(ZoneOffset.UTC).toInstant().plus(MARGIN);
        Future<Service> service = diaries.service(request.service(), call.caller());
        Future<Diary> diary = diaries.open(request.professionalId(), first, last, null, call.caller());
        return Future.all(service, diary).map(both -> answer(request, diary.result(), service.result()));
    }

    private static Items<FreeTime> answer(FindSlots request, Diary diary, Service service) {
        if (!diary.provider().active()) {
            return new Items<>(List.of());
        }
        ZoneId zone = request.timeZone() == null ? diary.zone() : request.timeZone();
        Slots slots = diary.slots(diary.schedule().duration(service.id()), Instant.now());
        Instant from = request.from().atStartOfDay(zone).toInstant();
        Instant to = request.to().plusDays(1).atStartOfDay(zone).toInstant();
        return new Items<>(slots.between(from, to, Boolean.TRUE.equals(request.explain())).stream()
                .map(slot -> Diary.time(slot, zone))
                .toList());
    }
}
