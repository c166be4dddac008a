package io.busbar.services.users.demo;

import io.busbar.bus.Bus;
import io.busbar.bus.Call;
import io.busbar.bus.Changes;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.PageRequest;
import io.busbar.bus.RequestContext;
import io.busbar.bus.Tx;
import io.busbar.data.listing.Page;
import io.busbar.services.bookings.AvailabilityOperations;
import io.busbar.services.bookings.AvailabilityOperations.AvailabilityInitialized;
import io.busbar.services.bookings.AvailabilityOperations.InitialSchedule;
import io.busbar.services.bookings.AvailabilityOperations.InitializeAvailability;
import io.busbar.services.bookings.AvailabilityOperations.ServiceOffer;
import io.busbar.services.catalog.CatalogOperations;
import io.busbar.services.catalog.CatalogOperations.CreateService;
import io.busbar.services.catalog.CatalogOperations.CreateServices;
import io.busbar.services.catalog.CatalogOperations.ListServices;
import io.busbar.services.catalog.CatalogOperations.Service;
import io.busbar.services.users.AccountOperations;
import io.busbar.services.users.AccountOperations.CreateDemoData;
import io.busbar.services.users.AccountOperations.DemoDataCreated;
import io.busbar.services.users.UsersEvents;
import io.busbar.services.users.UsersEvents.AccountEvent;
import io.busbar.services.users.demo.DemoProfessionals.DemoProfessional;
import io.vertx.core.Future;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Creates demo professionals with hours and prices, and services if the catalog is empty. Repeating the operation changes nothing. */
public final class DemoData {
    private static final int BATCH_SIZE = 200;

    private final DemoStore store;
    private final Changes changes;
    private final Bus bus;

    public DemoData(DemoStore store, Changes changes, Bus bus) {
        this.store = store;
        this.changes = changes;
        this.bus = bus;
    }

    public Future<DemoDataCreated> create(CreateDemoData request, Call<DemoDataCreated> call) {
        return services(call.requestContext())
                .compose(services -> catalog(call.requestContext())
                        .compose(catalog ->
                                createProfessionals(call.requestContext(), catalog, 0, request.professionals(), 0))
                        .map(professionals -> new DemoDataCreated(professionals, services)));
    }

    private Future<Integer> createProfessionals(
            RequestContext requestContext, Map<String, UUID> catalog, int from, int to, int created) {
        if (from >= to) {
            return Future.succeededFuture(created);
        }
        int end = Math.min(to, from + BATCH_SIZE);
        List<DemoProfessional> batch = IntStream.range(from, end)
                .mapToObj(DemoProfessionals::professional)
                .toList();
        return changes.change(requestContext, AccountOperations.CREATE_DEMO_DATA.name(), tx -> insertBatch(tx, batch))
                .compose(count -> createOffers(requestContext, catalog, batch)
                        .compose(availabilityInitialized ->
                                createProfessionals(requestContext, catalog, end, to, created + count)));
    }

    private Future<Integer> insertBatch(Tx tx, List<DemoProfessional> batch) {
        return store.insert(tx, batch).map(ids -> {
            ids.forEach(id -> tx.publish(UsersEvents.PROFILE_CHANGED, id.toString(), new AccountEvent(id)));
            return ids.size();
        });
    }

    /** Creates the offers of the whole batch even if its accounts exist, as an earlier attempt may have stopped in between. */
    private Future<AvailabilityInitialized> createOffers(
            RequestContext requestContext, Map<String, UUID> catalog, List<DemoProfessional> professionals) {
        List<InitialSchedule> offers = professionals.stream()
                .map(professional ->
                        new InitialSchedule(professional.id(), professional.hours(), services(professional, catalog)))
                .toList();
        return bus.call(AvailabilityOperations.INITIALIZE, new InitializeAvailability(offers), requestContext);
    }

    /** Returns the offers of a professional for the services in the catalog. Long services are slightly cheaper per hour. */
    private static List<ServiceOffer> services(DemoProfessional professional, Map<String, UUID> catalog) {
        return professional.skills().stream()
                .filter(catalog::containsKey)
                .map(skill -> {
                    int minutes = DemoProfessionals.durationMinutes(skill);
                    int price = (professional.hourlyRate() * minutes + 30) / 60 - (minutes > 60 ? 2 : 0);
                    return new ServiceOffer(
                            Objects.requireNonNull(catalog.get(skill)), minutes, BigDecimal.valueOf(price), "EUR");
                })
                .toList();
    }

    /** Returns the services of the catalog's first page by title. */
    private Future<Map<String, UUID>> catalog(RequestContext requestContext) {
        return bus.call(
                        CatalogOperations.LIST,
                        new ListServices(null, null, PageRequest.first(Page.MAX_LIMIT)),
                        requestContext)
                .map(page -> page.items().stream().collect(Collectors.toMap(Service::title, Service::id)));
    }

    private Future<Integer> services(RequestContext requestContext) {
        return bus.call(CatalogOperations.LIST, new ListServices(null, null, PageRequest.first(1)), requestContext)
                .compose(page -> page.items().isEmpty() ? createServices(requestContext) : Future.succeededFuture(0));
    }

    /** Returns whether another node has created the services at the same time. */
    private static boolean alreadyExists(Throwable cause) {
        return cause instanceof Failure failure && failure.code() == FailureCode.CONFLICT;
    }

    private Future<Integer> createServices(RequestContext requestContext) {
        List<CreateService> services = DemoProfessionals.services().stream()
                .map(service -> new CreateService(service.get(1), service.get(2), service.get(0), null, null))
                .toList();
        return bus.call(CatalogOperations.CREATE_BULK, new CreateServices(services), requestContext)
                .map(created -> created.items().size())
                .recover(cause -> alreadyExists(cause) ? Future.succeededFuture(0) : Future.failedFuture(cause));
    }
}
