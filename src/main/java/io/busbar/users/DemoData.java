package io.busbar.users;

import io.busbar.bookings.AvailabilityOperations;
import io.busbar.bookings.AvailabilityOperations.FirstOffer;
import io.busbar.bookings.AvailabilityOperations.FirstOffers;
import io.busbar.bookings.AvailabilityOperations.Offered;
import io.busbar.bookings.AvailabilityOperations.ServiceOffer;
import io.busbar.bus.Bus;
import io.busbar.bus.Call;
import io.busbar.bus.Caller;
import io.busbar.bus.Changes;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Page;
import io.busbar.catalog.CatalogOperations;
import io.busbar.catalog.CatalogOperations.CreateService;
import io.busbar.catalog.CatalogOperations.CreateServices;
import io.busbar.catalog.CatalogOperations.ListServices;
import io.busbar.catalog.CatalogOperations.Service;
import io.busbar.users.AccountOperations.DemoMade;
import io.busbar.users.AccountOperations.MakeDemo;
import io.busbar.users.DemoPeople.DemoPerson;
import io.busbar.users.UsersEvents.AccountChanged;
import io.vertx.core.Future;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A marketplace to look around in: professionals with hours and prices, and services if there are none. Done twice it is done once. */
final class DemoData {
    private static final int AT_ONCE = 200;

    private final DemoStore store;
    private final Changes changes;
    private final Bus bus;

    DemoData(DemoStore store, Changes changes, Bus bus) {
        this.store = store;
        this.changes = changes;
        this.bus = bus;
    }

    Future<DemoMade> make(MakeDemo request, Call<DemoMade> call) {
        return services(call.caller())
                .compose(services -> catalog(call.caller())
                        .compose(catalog -> people(call.caller(), catalog, 0, request.professionals(), 0))
                        .map(people -> new DemoMade(people, services)));
    }

    private Future<Integer> people(Caller caller, Map<String, UUID> catalog, int from, int to, int made) {
        if (from >= to) {
            return Future.succeededFuture(made);
        }
        int until = Math.min(to, from + AT_ONCE);
        List<DemoPerson> some =
                IntStream.range(from, until).mapToObj(DemoPeople::person).toList();
        return changes.change(
                        caller,
                        AccountOperations.MAKE_DEMO.name(),
                        tx -> store.insert(tx, some).map(ids -> {
                            ids.forEach(id ->
                                    tx.announce(UsersEvents.PROFILE_CHANGED, id.toString(), new AccountChanged(id)));
                            return ids.size();
                        }))
                .compose(count -> offer(caller, catalog, some)
                        .compose(offered -> people(caller, catalog, until, to, made + count)));
    }

    /** To all of them again: an attempt before may have ended in between. */
    private Future<Offered> offer(Caller caller, Map<String, UUID> catalog, List<DemoPerson> people) {
        List<FirstOffer> offers = people.stream()
                .map(person -> new FirstOffer(person.id(), person.hours(), services(person, catalog)))
                .toList();
        return bus.call(AvailabilityOperations.OFFER, new FirstOffers(offers), caller);
    }

    /** What they can do, of what there is in the catalog; longer work is a little cheaper by the hour. */
    private static List<ServiceOffer> services(DemoPerson person, Map<String, UUID> catalog) {
        return person.skills().stream()
                .filter(catalog::containsKey)
                .map(skill -> {
                    int minutes = DemoPeople.minutes(skill);
                    int price = (person.hourlyRate() * minutes + 30) / 60 - (minutes > 60 ? 2 : 0);
                    return new ServiceOffer(
                            Objects.requireNonNull(catalog.get(skill)), minutes, BigDecimal.valueOf(price), "EUR");
                })
                .toList();
    }

    /** Services by title; of a catalog that is larger than one page, the first. */
    private Future<Map<String, UUID>> catalog(Caller caller) {
        return bus.call(CatalogOperations.LIST, new ListServices(null, null, Page.MAX_LIMIT, null), caller)
                .map(page -> page.items().stream().collect(Collectors.toMap(Service::title, Service::id)));
    }

    private Future<Integer> services(Caller caller) {
        return bus.call(CatalogOperations.LIST, new ListServices(null, null, 1, null), caller)
                .compose(page -> page.items().isEmpty() ? createServices(caller) : Future.succeededFuture(0));
    }

    /** Another node has just made them. */
    private static boolean isThere(Throwable cause) {
        return cause instanceof Failure failure && failure.code() == FailureCode.CONFLICT;
    }

    private Future<Integer> createServices(Caller caller) {
        List<CreateService> services = DemoPeople.services().stream()
                .map(one -> new CreateService(one.get(1), one.get(2), one.get(0), null, null))
                .toList();
        return bus.call(CatalogOperations.CREATE_BULK, new CreateServices(services), caller)
                .map(made -> made.items().size())
                .recover(cause -> isThere(cause) ? Future.succeededFuture(0) : Future.failedFuture(cause));
    }
}
