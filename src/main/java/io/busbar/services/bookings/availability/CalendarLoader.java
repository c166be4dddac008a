package io.busbar.services.bookings.availability;

import io.busbar.bus.Bus;
import io.busbar.bus.RequestContext;
import io.busbar.services.catalog.CatalogOperations;
import io.busbar.services.catalog.CatalogOperations.FindService;
import io.busbar.services.catalog.CatalogOperations.Service;
import io.busbar.services.users.AccountOperations.AccountId;
import io.busbar.services.users.BookableProfessionalOperations;
import io.busbar.services.users.BookableProfessionalOperations.BookableProfessional;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Loads professionals' calendars from users, the catalog and the own tables in parallel. */
public final class CalendarLoader {
    /** Longer than any booking with its buffers plus any offset of a time zone. */
    private static final Duration LOOK_BACK = Duration.ofDays(3);

    /** How far ahead alternatives to an unavailable slot are searched. */
    private static final Duration LOOK_AHEAD = Duration.ofDays(14);

    private final Bus bus;
    private final AvailabilityStore store;

    public CalendarLoader(Bus bus, AvailabilityStore store) {
        this.bus = bus;
        this.store = store;
    }

    /** Loads the calendar around a time, without this booking or hold. */
    public Future<ProfessionalCalendar> load(
            UUID professional, RequestedTime requestedTime, @Nullable UUID except, RequestContext requestContext) {
        Instant approximateTime = requestedTime.approximateInstant();
        Instant now = Instant.now();
        Instant from = approximateTime.isBefore(now) ? now : approximateTime;
        return load(professional, from.minus(LOOK_BACK), from.plus(LOOK_AHEAD), except, requestContext);
    }

    Future<ProfessionalCalendar> load(
            UUID professional, Instant from, Instant to, @Nullable UUID except, RequestContext requestContext) {
        Future<BookableProfessional> provider = provider(professional, requestContext);
        Future<Schedule> schedule = store.read(professional);
        Future<BusyTimes> busy = store.listBusy(professional, from, to, except);
        return Future.all(provider, schedule, busy)
                .map(all -> new ProfessionalCalendar(provider.result(), schedule.result(), busy.result(), to));
    }

    Future<BookableProfessional> provider(UUID professional, RequestContext requestContext) {
        return bus.call(
                BookableProfessionalOperations.GET_BOOKABLE_PROFESSIONAL, new AccountId(professional), requestContext);
    }

    /** Returns the catalog service with this ID or title. */
    public Future<Service> service(String idOrTitle, RequestContext requestContext) {
        return bus.call(CatalogOperations.FIND, new FindService(idOrTitle), requestContext);
    }
}
