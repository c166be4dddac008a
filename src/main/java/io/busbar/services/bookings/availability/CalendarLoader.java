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

/** Opens diaries: asks users, catalog and the own tables at once. */
public final class CalendarLoader {
    /** A booking reaches no further back, buffers and offsets of zones included. */
    private static final Duration LOOK_BACK = Duration.ofDays(3);

    /** How far free times are looked for instead of one that cannot be had. */
    private static final Duration LOOK_AHEAD = Duration.ofDays(14);

    private final Bus bus;
    private final AvailabilityStore store;

    public CalendarLoader(Bus bus, AvailabilityStore store) {
        this.bus = bus;
        this.store = store;
    }

    /** Around a time, as if this booking or hold were not there. */
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

    /** A service by its id or title. */
    public Future<Service> service(String idOrTitle, RequestContext requestContext) {
        return bus.call(CatalogOperations.FIND, new FindService(idOrTitle), requestContext);
    }
}
