package io.busbar.services.bookings.demo;

import io.busbar.bus.Bus;
import io.busbar.bus.Call;
import io.busbar.bus.Changes;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.PageRequest;
import io.busbar.bus.RequestContext;
import io.busbar.data.listing.Page;
import io.busbar.services.bookings.AvailabilityOperations.ServiceOffer;
import io.busbar.services.bookings.DemoOperations;
import io.busbar.services.bookings.DemoOperations.CreateDemoData;
import io.busbar.services.bookings.DemoOperations.DemoDataCreated;
import io.busbar.services.bookings.availability.AvailabilityService;
import io.busbar.services.bookings.availability.AvailabilityService.InitialSchedule;
import io.busbar.services.bookings.demo.DemoProfessionals.DemoProfessional;
import io.busbar.services.catalog.CatalogOperations;
import io.busbar.services.catalog.CatalogOperations.CreateService;
import io.busbar.services.catalog.CatalogOperations.CreateServices;
import io.busbar.services.catalog.CatalogOperations.ListServices;
import io.busbar.services.catalog.CatalogOperations.Service;
import io.busbar.services.users.AccountOperations;
import io.busbar.services.users.AccountOperations.CreateDemoAccounts;
import io.busbar.services.users.AccountOperations.DemoAccountsCreated;
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
    private static final int BATCH_SIZE = CreateDemoAccounts.MAX_ACCOUNTS;

    private final AvailabilityService availability;
    private final Changes changes;
    private final Bus bus;

    public DemoData(AvailabilityService availability, Changes changes, Bus bus) {
        this.availability = availability;
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
        return createAccounts(requestContext, batch)
                .compose(accounts -> createOffers(requestContext, catalog, batch)
                        .compose(offers ->
                                createProfessionals(requestContext, catalog, end, to, created + accounts.accounts())));
    }

    private Future<DemoAccountsCreated> createAccounts(RequestContext requestContext, List<DemoProfessional> batch) {
        return bus.call(
                AccountOperations.CREATE_DEMO_ACCOUNTS,
                new CreateDemoAccounts(
                        batch.stream().map(DemoProfessional::account).toList()),
                requestContext);
    }

    /** Creates the offers of the whole batch even if its accounts exist, as an earlier attempt may have stopped in between. */
    private Future<Integer> createOffers(
            RequestContext requestContext, Map<String, UUID> catalog, List<DemoProfessional> professionals) {
        List<InitialSchedule> offers = professionals.stream()
                .map(professional -> new InitialSchedule(
                        professional.account().id(), professional.hours(), services(professional, catalog)))
                .toList();
        return changes.change(
                requestContext, DemoOperations.CREATE_DEMO_DATA.name(), tx -> availability.initialize(tx, offers));
    }

    /** Returns the offers of a professional for the services in the catalog. Long services are slightly cheaper per hour. */
    private static List<ServiceOffer> services(DemoProfessional professional, Map<String, UUID> catalog) {
        return professional.account().skills().stream()
                .filter(catalog::containsKey)
                .map(skill -> {
                    int minutes = DemoProfessionals.durationMinutes(skill);
                    int price = (professional.account().hourlyRate() * minutes + 30) / 60 - (minutes > 60 ? 2 : 0);
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
