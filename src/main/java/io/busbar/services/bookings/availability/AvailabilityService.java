package io.busbar.services.bookings.availability;

import io.busbar.bus.Call;
import io.busbar.bus.Empty;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Id;
import io.busbar.bus.RequestContext;
import io.busbar.bus.Tx;
import io.busbar.services.bookings.AvailabilityOperations.Availability;
import io.busbar.services.bookings.AvailabilityOperations.OpeningHours;
import io.busbar.services.bookings.AvailabilityOperations.ServiceOffer;
import io.busbar.services.bookings.AvailabilityOperations.UpdateAvailability;
import io.busbar.services.bookings.availability.AvailabilityStore.ScheduleChange;
import io.busbar.services.users.BookingProfileOperations.BookingProfile;
import io.busbar.services.users.ProfileHoursOperations.DayHours;
import io.busbar.services.users.ProfileHoursOperations.ProfileHours;
import io.busbar.services.users.ProfileHoursOperations.SetHours;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Reads and changes professionals' availability. */
public final class AvailabilityService {
    private final CalendarLoader calendarLoader;
    private final AvailabilityStore store;

    /** The first hours and services of a professional. */
    public record InitialSchedule(UUID id, List<DayHours> availability, List<ServiceOffer> services) {
        public InitialSchedule {
            availability = List.copyOf(availability);
            services = List.copyOf(services);
        }
    }

    public AvailabilityService(CalendarLoader calendarLoader, AvailabilityStore store) {
        this.calendarLoader = calendarLoader;
        this.store = store;
    }

    public Future<Availability> getOwn(Empty request, Call<Availability> call) {
        return load(call.userId(), call.requestContext(), AvailabilityView::toAvailability);
    }

    public Future<OpeningHours> getHours(Id request, Call<OpeningHours> call) {
        return load(request.id(), call.requestContext(), AvailabilityView::toOpeningHours);
    }

    public Future<ProfileHours> getProfileHours(Id request, Call<ProfileHours> call) {
        return load(request.id(), call.requestContext(), AvailabilityView::toProfileHours);
    }

    /** Reads the profile and the schedule in parallel. */
    private <T> Future<T> load(
            UUID professional, RequestContext requestContext, BiFunction<BookingProfile, Schedule, T> view) {
        Future<BookingProfile> profile = calendarLoader.loadProfile(professional, requestContext);
        Future<Schedule> schedule = store.read(professional);
        return Future.all(profile, schedule).map(both -> view.apply(profile.result(), schedule.result()));
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

    public Future<ProfileHours> setHours(SetHours request, Call<ProfileHours> call) {
        AvailabilityValidator validator = new AvailabilityValidator();
        ScheduleChange change = ScheduleChange.of(validator.validateWeekly(request.availability()), null);
        validator.throwIfInvalid();
        return calendarLoader
                .loadProfile(request.id(), call.requestContext())
                .compose(profile -> call.change(tx -> upsert(tx, profile, change)
                        .map(schedule -> AvailabilityView.toProfileHours(profile, schedule))));
    }

    /** Validates weekly hours without storing them. Loads the profile only to fail with NOT_FOUND if there is none. */
    public Future<Empty> validateHours(SetHours request, Call<Empty> call) {
        AvailabilityValidator validator = new AvailabilityValidator();
        validator.validateWeekly(request.availability());
        validator.throwIfInvalid();
        return calendarLoader.loadProfile(request.id(), call.requestContext()).map(Empty.INSTANCE);
    }

    /** Sets the hours and services of professionals who have no schedule yet. Returns the number of those. */
    public Future<Integer> initialize(Tx tx, List<InitialSchedule> initialSchedules) {
        AvailabilityValidator validator = new AvailabilityValidator();
        Map<UUID, ScheduleChange> schedules = new LinkedHashMap<>();
        for (InitialSchedule schedule : initialSchedules) {
            schedules.put(
                    schedule.id(),
                    ScheduleChange.of(
                            validator.validateWeekly(schedule.availability()),
                            validator.validateServices(schedule.services())));
        }
        validator.throwIfInvalid();
        return store.insertMissing(tx, schedules);
    }

    /** Returns the indexes of the offers whose service is not in the catalog. */
    private Future<List<Integer>> findUnknownServices(List<ServiceOffer> offers, RequestContext requestContext) {
        List<Future<Boolean>> found = offers.stream()
                .map(offer -> serviceExists(offer.serviceId(), requestContext))
                .toList();
        return Future.all(found)
                .map(all -> IntStream.range(0, found.size())
                        .filter(index -> !found.get(index).result())
                        .boxed()
                        .toList());
    }

    private Future<Boolean> serviceExists(UUID service, RequestContext requestContext) {
        return calendarLoader
                .findService(service.toString(), requestContext)
                .map(known -> true)
                .recover(cause -> Failure.hasCode(cause, FailureCode.NOT_FOUND)
                        ? Future.succeededFuture(false)
                        : Future.failedFuture(cause));
    }
}
