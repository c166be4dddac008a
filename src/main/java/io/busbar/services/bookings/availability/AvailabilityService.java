package io.busbar.services.bookings.availability;

import io.busbar.bus.Call;
import io.busbar.bus.Empty;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Id;
import io.busbar.bus.RequestContext;
import io.busbar.bus.Tx;
import io.busbar.services.bookings.AvailabilityOperations.Availability;
import io.busbar.services.bookings.AvailabilityOperations.AvailabilityInitialized;
import io.busbar.services.bookings.AvailabilityOperations.InitialSchedule;
import io.busbar.services.bookings.AvailabilityOperations.InitializeAvailability;
import io.busbar.services.bookings.AvailabilityOperations.OpeningHours;
import io.busbar.services.bookings.AvailabilityOperations.ServiceOffer;
import io.busbar.services.bookings.AvailabilityOperations.SetHours;
import io.busbar.services.bookings.AvailabilityOperations.UpdateAvailability;
import io.busbar.services.bookings.availability.AvailabilityStore.ScheduleChange;
import io.busbar.services.users.BookingProfileOperations.BookingProfile;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads and changes professionals' availability. */
public final class AvailabilityService {
    private final CalendarLoader calendarLoader;
    private final AvailabilityStore store;

    public AvailabilityService(CalendarLoader calendarLoader, AvailabilityStore store) {
        this.calendarLoader = calendarLoader;
        this.store = store;
    }

    public Future<Availability> getOwn(Empty request, Call<Availability> call) {
        Future<BookingProfile> profile = calendarLoader.loadProfile(call.userId(), call.requestContext());
        Future<Schedule> schedule = store.read(call.userId());
        return Future.all(profile, schedule)
                .map(both -> AvailabilityView.toAvailability(profile.result(), schedule.result()));
    }

    public Future<OpeningHours> getHours(Id request, Call<OpeningHours> call) {
        Future<BookingProfile> profile = calendarLoader.loadProfile(request.id(), call.requestContext());
        Future<Schedule> schedule = store.read(request.id());
        return Future.all(profile, schedule)
                .map(both -> AvailabilityView.toOpeningHours(profile.result(), schedule.result()));
    }

    public Future<Availability> update(UpdateAvailability request, Call<Availability> call) {
        AvailabilityValidator validator = new AvailabilityValidator();
        ScheduleChange change = toChange(request, validator);
        return requireValid(request.services(), validator, call.requestContext())
                .compose(valid -> calendarLoader.loadProfile(call.userId(), call.requestContext()))
                .compose(profile -> call.change(tx -> upsert(tx, profile, change)
                        .map(schedule -> AvailabilityView.toAvailability(profile, schedule))));
    }

    private static ScheduleChange toChange(UpdateAvailability request, AvailabilityValidator validator) {
        return new ScheduleChange(
                request.availability() == null ? null : validator.validateWeekly(request.availability()),
                request.dateOverrides() == null ? null : validator.validateDateOverrides(request.dateOverrides()),
                request.services() == null ? null : validator.validateServices(request.services()),
                request.bufferBefore(),
                request.bufferAfter(),
                request.minimumNotice(),
                request.bookingWindow(),
                request.slotInterval());
    }

    /** Reports all errors of the request together, including services that the catalog does not have. */
    private Future<Void> requireValid(
            @Nullable List<ServiceOffer> offers, AvailabilityValidator validator, RequestContext requestContext) {
        return findUnknownServices(offers == null ? List.of() : offers, requestContext)
                .compose(unknown -> {
                    unknown.forEach(index ->
                            validator.addError("/services/" + index + "/serviceId", "is not a service of the catalog"));
                    validator.throwIfInvalid();
                    return Future.succeededFuture();
                });
    }

    private Future<Schedule> upsert(Tx tx, BookingProfile profile, ScheduleChange change) {
        tx.auditSubject("availability", profile.id());
        return store.upsert(tx, profile.id(), change);
    }

    public Future<OpeningHours> setHours(SetHours request, Call<OpeningHours> call) {
        AvailabilityValidator validator = new AvailabilityValidator();
        ScheduleChange change = ScheduleChange.of(validator.validateWeekly(request.availability()), null);
        validator.throwIfInvalid();
        return calendarLoader
                .loadProfile(request.id(), call.requestContext())
                .compose(profile -> call.change(tx -> upsert(tx, profile, change)
                        .map(schedule -> AvailabilityView.toOpeningHours(profile, schedule))));
    }

    /** Validates weekly hours without storing them. Loads the profile only to fail with NOT_FOUND if there is none. */
    public Future<Empty> validateHours(SetHours request, Call<Empty> call) {
        AvailabilityValidator validator = new AvailabilityValidator();
        validator.validateWeekly(request.availability());
        validator.throwIfInvalid();
        return calendarLoader.loadProfile(request.id(), call.requestContext()).map(Empty.INSTANCE);
    }

    /** Sets the hours and services of professionals who have no schedule yet. */
    public Future<AvailabilityInitialized> initialize(
            InitializeAvailability request, Call<AvailabilityInitialized> call) {
        AvailabilityValidator validator = new AvailabilityValidator();
        Map<UUID, ScheduleChange> schedules = new LinkedHashMap<>();
        for (InitialSchedule schedule : request.schedules()) {
            schedules.put(
                    schedule.id(),
                    ScheduleChange.of(
                            validator.validateWeekly(schedule.availability()),
                            validator.validateServices(schedule.services())));
        }
        validator.throwIfInvalid();
        return call.change(tx -> store.insertMissing(tx, schedules).map(AvailabilityInitialized::new));
    }

    /** Returns the indexes of the offers whose service is not in the catalog. */
    private Future<List<Integer>> findUnknownServices(List<ServiceOffer> offers, RequestContext requestContext) {
        List<Future<Boolean>> found = offers.stream()
                .map(offer -> serviceExists(offer.serviceId(), requestContext))
                .toList();
        return Future.all(found).map(all -> {
            List<Integer> unknown = new ArrayList<>();
            for (int index = 0; index < found.size(); index++) {
                if (!found.get(index).result()) {
                    unknown.add(index);
                }
            }
            return unknown;
        });
    }

    private Future<Boolean> serviceExists(UUID service, RequestContext requestContext) {
        return calendarLoader
                .findService(service.toString(), requestContext)
                .map(known -> true)
                .recover(cause -> cause instanceof Failure failure && failure.code() == FailureCode.NOT_FOUND
                        ? Future.succeededFuture(false)
                        : Future.failedFuture(cause));
    }
}
