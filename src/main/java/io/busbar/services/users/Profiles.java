package io.busbar.services.users;

import io.busbar.bus.Bus;
import io.busbar.bus.Call;
import io.busbar.bus.Empty;
import io.busbar.bus.Failure;
import io.busbar.bus.Failure.FieldError;
import io.busbar.bus.Id;
import io.busbar.bus.RequestContext;
import io.busbar.bus.Tx;
import io.busbar.services.users.AccountOperations.AccountStatus;
import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.services.users.ProfileHoursOperations.DayHours;
import io.busbar.services.users.ProfileHoursOperations.ProfileHours;
import io.busbar.services.users.ProfileStore.ProfileWithPrivacy;
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

/** Reads and updates profiles. Other users get only the part that the owner shares. */
final class Profiles {
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

    /** Validates the profile here and the hours in their service before it writes either. */
    Future<ProfileUpdated> update(UpdateProfile request, Call<ProfileUpdated> call) {
        RequestContext requestContext = call.requestContext();
        List<DayHours> hours = request.availability();
        List<FieldError> errors = new ArrayList<>();
        ProfileChange change = validate(request, requestContext, errors);
        return hours == null
                ? updateWithCurrentHours(change, errors, call)
                : updateWithNewHours(change, hours, errors, call);
    }

    private static ProfileChange validate(
            UpdateProfile request, RequestContext requestContext, List<FieldError> errors) {
        ProfileChange change = ProfileChange.parse(request, errors);
        if (requestContext
                .user()
                .filter(user -> !user.role().equals(UserRole.PROFESSIONAL.role()))
                .isPresent()) {
            errors.addAll(change.professionalFieldErrors());
        }
        return change;
    }

    /** Reads the unchanged hours in parallel. The update succeeds even if the service that owns them does not respond. */
    private Future<ProfileUpdated> updateWithCurrentHours(
            ProfileChange change, List<FieldError> errors, Call<ProfileUpdated> call) {
        Future<Optional<ProfileHours>> currentHours = availability.findHours(call.userId(), call.requestContext());
        Failure.throwIfAny(errors);
        return requireReauthentication(change, call.requestContext())
                .compose(allowed -> save(change, call))
                .compose(updated -> currentHours.map(
                        found -> profileUpdated(AvailabilityClient.mergeAvailability(found, updated.user()))));
    }

    private Future<ProfileUpdated> updateWithNewHours(
            ProfileChange change, List<DayHours> hours, List<FieldError> errors, Call<ProfileUpdated> call) {
        RequestContext requestContext = call.requestContext();
        return availability
                .validateHours(call.userId(), hours, requestContext)
                .compose(hoursErrors -> {
                    errors.addAll(hoursErrors);
                    Failure.throwIfAny(errors);
                    return requireReauthentication(change, requestContext);
                })
                .compose(allowed -> save(change, call))
                .compose(updated -> availability.setHours(updated.user(), hours, requestContext))
                .map(Profiles::profileUpdated);
    }

    private Future<ProfileUpdated> save(ProfileChange change, Call<ProfileUpdated> call) {
        UUID id = call.userId();
        return change.isEmpty()
                ? store.read(id).map(Profiles::profileUpdated)
                : call.change(tx -> write(tx, id, change, null).map(Profiles::profileUpdated));
    }

    private static ProfileUpdated profileUpdated(User user) {
        return new ProfileUpdated("Profile updated", user);
    }

    /** Passwords are reset by email, so access to an open browser must not suffice to change the address. */
    private Future<Empty> requireReauthentication(ProfileChange change, RequestContext requestContext) {
        return change.email() == null
                ? Future.succeededFuture(Empty.INSTANCE)
                : bus.call(ReauthenticationOperations.REQUIRE, Empty.INSTANCE, requestContext);
    }

    /**
     * Updates a profile and publishes the change.
     *
     * @param role the user's new role; null if it does not change
     */
    Future<User> write(Tx tx, UUID id, ProfileChange change, @Nullable UserRole role) {
        return store.lockForUpdate(tx, id).compose(current -> {
            if ((role == null ? current.role() : role) != UserRole.PROFESSIONAL) {
                change.requireNoProfessionalFields();
            }
            HourlyRate rate = change.changesRate()
                    ? HourlyRate.updated(current.rate(), change.hourlyRate(), change.currency())
                    : null;
            return store.update(tx, id, change, rate).map(user -> {
                tx.publish(UsersEvents.PROFILE_CHANGED, id, new AccountEvent(id));
                if (change.email() != null && change.email().equals(user.pendingEmail())) {
                    tx.publish(UsersEvents.EMAIL_CHANGE_REQUESTED, id, new AccountEvent(id));
                }
                return user;
            });
        });
    }

    /** Returns the part of the profile that its owner shares with the reader; admins and the owner see all of it. */
    Future<User> get(Id request, Call<User> call) {
        boolean unrestricted = !(call.requestContext().principal() instanceof RequestContext.UserPrincipal reader)
                || reader.isAdmin()
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
