package io.busbar.services.bookings.availability;

import io.busbar.bus.Bus;
import io.busbar.bus.RequestContext;
import io.busbar.services.catalog.CatalogOperations;
import io.busbar.services.catalog.CatalogOperations.FindService;
import io.busbar.services.catalog.CatalogOperations.Service;
import io.busbar.services.users.AccountOperations.AccountId;
import io.busbar.services.users.BookingProfileOperations;
import io.busbar.services.users.BookingProfileOperations.BookingProfile;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Loads professionals' calendars: the profile from the users service, in parallel with schedule and busy times from the database. */
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

    /** Loads the calendar around a time. The time of the excluded booking or hold counts as available. */
    public Future<ProfessionalCalendar> load(
            UUID professional,
            RequestedTime requestedTime,
            @Nullable UUID excludedBooking,
            RequestContext requestContext) {
        Instant approximateTime = requestedTime.approximateInstant();
        Instant now = Instant.now();
        Instant from = approximateTime.isBefore(now) ? now : approximateTime;
        return load(professional, from.minus(LOOK_BACK), from.plus(LOOK_AHEAD), excludedBooking, requestContext);
    }

    Future<ProfessionalCalendar> load(
            UUID professional,
            Instant from,
            Instant to,
            @Nullable UUID excludedBooking,
            RequestContext requestContext) {
        Future<BookingProfile> profile = loadProfile(professional, requestContext);
        Future<Schedule> schedule = store.read(professional);
        Future<BusyTimes> busyTimes = store.listBusy(professional, from, to, excludedBooking);
        return Future.all(profile, schedule, busyTimes)
                .map(all -> new ProfessionalCalendar(profile.result(), schedule.result(), busyTimes.result(), to));
    }

    Future<BookingProfile> loadProfile(UUID professional, RequestContext requestContext) {
        return bus.call(BookingProfileOperations.GET_BOOKING_PROFILE, new AccountId(professional), requestContext);
    }

    /** Returns the catalog service with this ID or title. */
    public Future<Service> findService(String idOrTitle, RequestContext requestContext) {
        return bus.call(CatalogOperations.FIND, new FindService(idOrTitle), requestContext);
    }
}
