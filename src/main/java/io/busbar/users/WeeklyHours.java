package io.busbar.users;

import io.busbar.bookings.AvailabilityOperations;
import io.busbar.bookings.AvailabilityOperations.DayHours;
import io.busbar.bookings.AvailabilityOperations.HoursOf;
import io.busbar.bookings.AvailabilityOperations.OpeningHours;
import io.busbar.bookings.AvailabilityOperations.SetHours;
import io.busbar.bus.Bus;
import io.busbar.bus.Caller;
import io.busbar.bus.Failure;
import io.busbar.bus.Failure.FieldError;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Role;
import io.busbar.users.ProfessionalOperations.PublicProfessional;
import io.busbar.users.UsersOperations.User;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The weekly hours that come with profiles. They are bookings'. */
final class WeeklyHours {
    /** So long a profile waits for them at most. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Bus bus;

    WeeklyHours(Bus bus) {
        this.bus = bus;
    }

    /** What is wrong with them; who is no professional can have none. */
    Future<List<FieldError>> check(UUID user, List<DayHours> hours, Caller caller) {
        return bus.call(AvailabilityOperations.CHECK_HOURS, new SetHours(user, hours), caller)
                .map(List.<FieldError>of())
                .recover(cause -> switch (code(cause)) {
                    case VALIDATION_ERROR -> Future.succeededFuture(((Failure) cause).errors());
                    case NOT_FOUND ->
                        Future.succeededFuture(
                                hours.isEmpty()
                                        ? List.of()
                                        : List.of(new FieldError("/availability", "is for professionals")));
                    default -> Future.failedFuture(cause);
                });
    }

    Future<User> set(User user, List<DayHours> hours, Caller caller) {
        return user.role() != Role.PROFESSIONAL
                ? Future.succeededFuture(user)
                : bus.call(AvailabilityOperations.SET_HOURS, new SetHours(user.id(), hours), caller)
                        .map(set -> user.withAvailability(set.availability()));
    }

    /** With their hours, if they are a professional and bookings answers. */
    Future<User> shown(User user, Caller caller) {
        return user.role() != Role.PROFESSIONAL
                ? Future.succeededFuture(user)
                : of(user.id(), caller).map(found -> with(found, user));
    }

    /** The public page waits for both at once. */
    Future<PublicProfessional> shown(UUID id, Future<PublicProfessional> professional, Caller caller) {
        Future<Optional<OpeningHours>> hours = of(id, caller);
        return professional.compose(
                found -> hours.map(open -> open.map(found::with).orElse(found)));
    }

    static User with(Optional<OpeningHours> found, User user) {
        return user.role() != Role.PROFESSIONAL
                ? user
                : found.map(hours -> user.withAvailability(hours.availability()))
                        .orElse(user);
    }

    /** Empty of who has none, and when bookings does not say in time. */
    Future<Optional<OpeningHours>> of(UUID professional, Caller caller) {
        Caller patient = caller.by(Instant.now().plus(PATIENCE));
        return bus.call(AvailabilityOperations.HOURS, new HoursOf(professional), patient)
                .map(Optional::of)
                .recover(cause -> cause instanceof Failure
                        ? Future.succeededFuture(Optional.empty())
                        : Future.failedFuture(cause));
    }

    private static FailureCode code(Throwable cause) {
        return cause instanceof Failure failure ? failure.code() : FailureCode.INTERNAL_SERVER_ERROR;
    }
}
