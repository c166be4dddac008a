package io.busbar.bookings;

import io.busbar.bookings.AvailabilityOperations.Availability;
import io.busbar.bookings.AvailabilityOperations.FirstOffers;
import io.busbar.bookings.AvailabilityOperations.HoursOf;
import io.busbar.bookings.AvailabilityOperations.Offered;
import io.busbar.bookings.AvailabilityOperations.OpeningHours;
import io.busbar.bookings.AvailabilityOperations.ServiceOffer;
import io.busbar.bookings.AvailabilityOperations.SetAvailability;
import io.busbar.bookings.AvailabilityOperations.SetHours;
import io.busbar.bookings.AvailabilityStore.ScheduleChange;
import io.busbar.bus.Call;
import io.busbar.bus.Caller;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Nothing;
import io.busbar.users.ProviderOperations.Professional;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;

/** Shows and changes when professionals take bookings. */
final class AvailabilityChanges {
    private final Diaries diaries;
    private final AvailabilityStore store;

    AvailabilityChanges(Diaries diaries, AvailabilityStore store) {
        this.diaries = diaries;
        this.store = store;
    }

    Future<Availability> own(Nothing request, Call<Availability> call) {
        Future<Professional> provider = diaries.provider(call.user(), call.caller());
        Future<Schedule> schedule = store.read(call.user());
        return Future.all(provider, schedule).map(both -> AvailabilityView.own(provider.result(), schedule.result()));
    }

    Future<OpeningHours> hours(HoursOf request, Call<OpeningHours> call) {
        Future<Professional> provider = diaries.provider(request.id(), call.caller());
        Future<Schedule> schedule = store.read(request.id());
        return Future.all(provider, schedule).map(both -> AvailabilityView.open(provider.result(), schedule.result()));
    }

    Future<Availability> set(SetAvailability request, Call<Availability> call) {
        if (Stream.of(
                        request.availability(),
                        request.exceptions(),
                        request.services(),
                        request.bufferBefore(),
                        request.bufferAfter(),
                        request.minimumNotice(),
                        request.bookingWindow(),
                        request.slotInterval())
                .allMatch(Objects::isNull)) {
            throw Failure.invalid("", "names nothing to change");
        }
        AvailabilityRules rules = new AvailabilityRules();
        ScheduleChange change = new ScheduleChange(
                request.availability() == null ? null : rules.weekly(request.availability()),
                request.exceptions() == null ? null : rules.exceptions(request.exceptions()),
                request.services() == null ? null : rules.services(request.services()),
                request.bufferBefore(),
                request.bufferAfter(),
                request.minimumNotice(),
                request.bookingWindow(),
                request.slotInterval());
        List<ServiceOffer> offers = request.services() == null ? List.of() : request.services();
        return unknown(offers, call.caller())
                .compose(unknown -> {
                    unknown.forEach(
                            row -> rules.wrong("/services/" + row + "/serviceId", "is no service of the catalog"));
                    rules.judge();
                    return diaries.provider(call.user(), call.caller());
                })
                .compose(provider -> call.change(tx -> {
                    tx.about("availability", provider.id());
                    return store.set(tx, provider.id(), change)
                            .map(schedule -> AvailabilityView.own(provider, schedule));
                }));
    }

    Future<OpeningHours> setHours(SetHours request, Call<OpeningHours> call) {
        AvailabilityRules rules = new AvailabilityRules();
        ScheduleChange change =
                new ScheduleChange(rules.weekly(request.availability()), null, null, null, null, null, null, null);
        rules.judge();
        return diaries.provider(request.id(), call.caller())
                .compose(provider -> call.change(tx -> {
                    tx.about("availability", provider.id());
                    return store.set(tx, provider.id(), change)
                            .map(schedule -> AvailabilityView.open(provider, schedule));
                }));
    }

    Future<Nothing> checkHours(SetHours request, Call<Nothing> call) {
        AvailabilityRules rules = new AvailabilityRules();
        rules.weekly(request.availability());
        rules.judge();
        return diaries.provider(request.id(), call.caller()).map(Nothing.NOTHING);
    }

    Future<Offered> offer(FirstOffers request, Call<Offered> call) {
        AvailabilityRules rules = new AvailabilityRules();
        Map<UUID, ScheduleChange> begin = new LinkedHashMap<>();
        request.offers()
                .forEach(each -> begin.put(
                        each.id(),
                        new ScheduleChange(
                                rules.weekly(each.availability()),
                                null,
                                rules.services(each.services()),
                                null,
                                null,
                                null,
                                null,
                                null)));
        rules.judge();
        return call.change(tx -> store.begin(tx, begin).map(Offered::new));
    }

    /** The rows whose service the catalog does not have. */
    private Future<List<Integer>> unknown(List<ServiceOffer> offers, Caller caller) {
        List<Future<Boolean>> found =
                offers.stream().map(offer -> exists(offer.serviceId(), caller)).toList();
        return Future.all(found).map(all -> {
            List<Integer> unknown = new ArrayList<>();
            for (int row = 0; row < found.size(); row++) {
                if (!found.get(row).result()) {
                    unknown.add(row);
                }
            }
            return unknown;
        });
    }

    private Future<Boolean> exists(UUID service, Caller caller) {
        return diaries.service(service.toString(), caller)
                .map(known -> true)
                .recover(cause -> cause instanceof Failure failure && failure.code() == FailureCode.NOT_FOUND
                        ? Future.succeededFuture(false)
                        : Future.failedFuture(cause));
    }
}
