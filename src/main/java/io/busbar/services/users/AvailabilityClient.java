package io.busbar.services.users;

import io.busbar.bus.Bus;
import io.busbar.bus.Failure;
import io.busbar.bus.Failure.FieldError;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Id;
import io.busbar.bus.RequestContext;
import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.services.users.ProfessionalOperations.PublicProfessional;
import io.busbar.services.users.ProfileHoursOperations.DayHours;
import io.busbar.services.users.ProfileHoursOperations.ProfileHours;
import io.busbar.services.users.ProfileHoursOperations.SetHours;
import io.busbar.services.users.UsersOperations.User;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Reads and writes the weekly hours of professionals, which another service owns and profiles include. */
final class AvailabilityClient {
    /** Maximum time that reading a profile waits for its hours. */
    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    private final Bus bus;

    AvailabilityClient(Bus bus) {
        this.bus = bus;
    }

    /** Returns the errors of the requested hours. Only professionals may have hours. */
    Future<List<FieldError>> validateHours(UUID user, List<DayHours> hours, RequestContext requestContext) {
        return bus.call(ProfileHoursOperations.VALIDATE, new SetHours(user, hours), requestContext)
                .map(List.<FieldError>of())
                .recover(cause -> hoursErrors(cause, hours));
    }

    private static Future<List<FieldError>> hoursErrors(Throwable cause, List<DayHours> hours) {
        return switch (code(cause)) {
            case VALIDATION_ERROR -> Future.succeededFuture(((Failure) cause).errors());
            case NOT_FOUND -> Future.succeededFuture(notProfessionalErrors(hours));
            default -> Future.failedFuture(cause);
        };
    }

    private static List<FieldError> notProfessionalErrors(List<DayHours> hours) {
        return hours.isEmpty() ? List.of() : List.of(new FieldError("/availability", "is for professionals"));
    }

    Future<User> setHours(User user, List<DayHours> hours, RequestContext requestContext) {
        return user.role() != UserRole.PROFESSIONAL
                ? Future.succeededFuture(user)
                : bus.call(ProfileHoursOperations.SET, new SetHours(user.id(), hours), requestContext)
                        .map(set -> user.withAvailability(set.availability()));
    }

    /** Adds the hours of a professional if their service responds in time. */
    Future<User> withAvailability(User user, RequestContext requestContext) {
        return user.role() != UserRole.PROFESSIONAL
                ? Future.succeededFuture(user)
                : findHours(user.id(), requestContext).map(found -> mergeAvailability(found, user));
    }

    /** Adds the hours to a public profile; both are read in parallel. */
    Future<PublicProfessional> withAvailability(
            UUID id, Future<PublicProfessional> professional, RequestContext requestContext) {
        Future<Optional<ProfileHours>> hours = findHours(id, requestContext);
        return professional.compose(found -> hours.map(
                weeklyHours -> weeklyHours.map(found::withAvailability).orElse(found)));
    }

    static User mergeAvailability(Optional<ProfileHours> found, User user) {
        return user.role() != UserRole.PROFESSIONAL
                ? user
                : found.map(hours -> user.withAvailability(hours.availability()))
                        .orElse(user);
    }

    /** Returns the hours; empty if there are none or their service does not respond in time. */
    Future<Optional<ProfileHours>> findHours(UUID professional, RequestContext requestContext) {
        RequestContext bounded =
                requestContext.withEarlierDeadline(Instant.now().plus(TIMEOUT));
        return bus.call(ProfileHoursOperations.GET, new Id(professional), bounded)
                .map(Optional::of)
                .recover(cause -> cause instanceof Failure
                        ? Future.succeededFuture(Optional.empty())
                        : Future.failedFuture(cause));
    }

    private static FailureCode code(Throwable cause) {
        return cause instanceof Failure failure ? failure.code() : FailureCode.INTERNAL_SERVER_ERROR;
    }
}
