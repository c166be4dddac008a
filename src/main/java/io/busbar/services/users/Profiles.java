package io.busbar.services.users;

import io.busbar.bus.Bus;
import io.busbar.bus.Call;
import io.busbar.bus.Empty;
import io.busbar.bus.Failure;
import io.busbar.bus.Failure.FieldError;
import io.busbar.bus.RequestContext;
import io.busbar.bus.Role;
import io.busbar.bus.Tx;
import io.busbar.services.auth.MfaOperations;
import io.busbar.services.bookings.AvailabilityOperations.DayHours;
import io.busbar.services.bookings.AvailabilityOperations.OpeningHours;
import io.busbar.services.users.AccountOperations.AccountStatus;
import io.busbar.services.users.ProfileStore.ProfileWithPrivacy;
import io.busbar.services.users.UserAdminOperations.GetUser;
import io.busbar.services.users.UsersEvents.AccountEvent;
import io.busbar.services.users.UsersOperations.Address;
import io.busbar.services.users.UsersOperations.ProfileUpdated;
import io.busbar.services.users.UsersOperations.UpdateProfile;
import io.busbar.services.users.UsersOperations.User;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What people say of themselves, and who gets to see it. */
final class Profiles {
    private static final String UPDATED = "Profile updated";

    private final ProfileStore store;
    private final AvailabilityClient availability;
    private final Bus bus;

    Profiles(ProfileStore store, AvailabilityClient availability, Bus bus) {
        this.store = store;
        this.availability = availability;
        this.bus = bus;
    }

    Future<User> getOwn(Empty request, Call<User> call) {
        return store.read(call.userId()).compose(user -> availability.withAvailability(user, call.requestContext()));
    }

    /**
     * Everything is checked before anything is written, here and in bookings, whose the hours are. Hours that stay are asked for
     * meanwhile: what is written is answered, however bookings is.
     */
    Future<ProfileUpdated> update(UpdateProfile request, Call<ProfileUpdated> call) {
        RequestContext requestContext = call.requestContext();
        List<DayHours> requestedHours = request.availability();
        List<FieldError> errors = new ArrayList<>();
        ProfileChange change = ProfileChange.parse(request, errors);
        if (change.isEmpty() && errors.isEmpty() && requestedHours == null) {
            throw Failure.invalid("", "names nothing to change");
        }
        if (requestContext.principal() instanceof RequestContext.User user && user.role() != Role.PROFESSIONAL) {
            errors.addAll(change.professionalFieldErrors());
        }
        Future<Optional<OpeningHours>> currentHours = requestedHours == null
                ? availability.find(call.userId(), requestContext)
                : Future.succeededFuture(Optional.empty());
        return (requestedHours == null
                        ? Future.succeededFuture(List.<FieldError>of())
                        : availability.check(call.userId(), requestedHours, requestContext))
                .compose(hoursErrors -> {
                    errors.addAll(hoursErrors);
                    Failure.throwIfAny(errors);
                    return requireReauthentication(change, requestContext);
                })
                .compose(allowed -> save(change, call))
                .compose(updated -> (requestedHours == null
                                ? currentHours.map(found -> AvailabilityClient.mergeAvailability(found, updated.user()))
                                : availability.set(updated.user(), requestedHours, requestContext))
                        .map(user -> new ProfileUpdated(updated.message(), user)));
    }

    private Future<ProfileUpdated> save(ProfileChange change, Call<ProfileUpdated> call) {
        return change.isEmpty()
                ? store.read(call.userId()).map(user -> new ProfileUpdated(UPDATED, user))
                : call.change(
                        tx -> write(tx, call.userId(), change, null).map(user -> new ProfileUpdated(UPDATED, user)));
    }

    /** The address is where a forgotten password is reset, so an open browser must not be enough to change it. */
    private Future<Empty> requireReauthentication(ProfileChange change, RequestContext requestContext) {
        return change.email() == null
                ? Future.succeededFuture(Empty.INSTANCE)
                : bus.call(MfaOperations.REQUIRE_REAUTHENTICATION, Empty.INSTANCE, requestContext);
    }

    /**
     * Changes a profile and says so.
     *
     * @param role what the person will be, if that changes too
     */
    Future<User> write(Tx tx, UUID id, ProfileChange change, @Nullable Role role) {
        return store.lockForUpdate(tx, id).compose(current -> {
            if ((role == null ? current.role() : role) != Role.PROFESSIONAL) {
                change.requireNoProfessionalFields();
            }
            HourlyRate rate = change.changesRate()
                    ? HourlyRate.updated(current.rate(), change.hourlyRate(), change.currency())
                    : null;
            return store.update(tx, id, change, rate).map(user -> {
                tx.auditSubject("user", id);
                tx.publish(UsersEvents.PROFILE_CHANGED, id.toString(), new AccountEvent(id));
                if (change.email() != null && change.email().equals(user.pendingEmail())) {
                    tx.publish(UsersEvents.EMAIL_CHANGE_REQUESTED, id.toString(), new AccountEvent(id));
                }
                return user;
            });
        });
    }

    /** As its owner lets the reader see it. */
    Future<User> get(GetUser request, Call<User> call) {
        boolean unrestricted = !(call.requestContext().principal() instanceof RequestContext.User reader)
                || reader.role() == Role.ADMIN
                || reader.id().equals(request.id());
        return store.readWithPrivacy(request.id())
                .map(profile -> unrestricted ? profile.user() : publicView(profile))
                .compose(user -> availability.withAvailability(user, call.requestContext()));
    }

    private static User publicView(ProfileWithPrivacy profile) {
        User user = profile.user();
        if (user.status() != AccountStatus.ACTIVE || profile.visibility().equals("private")) {
            throw AccountStore.noSuchUser();
        }
        Address address = user.address();
        return new User(
                user.id(),
                user.username(),
                profile.emailVisible() ? user.email() : null,
                null,
                profile.phoneVisible() ? user.phone() : null,
                user.fullName(),
                user.role(),
                null,
                null,
                null,
                null,
                user.profilePicture(),
                user.bio(),
                user.skills(),
                address == null ? null : new Address(null, address.city(), address.state(), null),
                user.socialLinks(),
                user.category(),
                user.hourlyRate(),
                user.currency(),
                user.workGallery(),
                user.ratings(),
                user.createdAt(),
                user.updatedAt(),
                null);
    }
}
