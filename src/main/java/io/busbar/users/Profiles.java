package io.busbar.users;

import io.busbar.auth.FactorOperations;
import io.busbar.bookings.AvailabilityOperations.DayHours;
import io.busbar.bookings.AvailabilityOperations.OpeningHours;
import io.busbar.bus.Bus;
import io.busbar.bus.Call;
import io.busbar.bus.Caller;
import io.busbar.bus.Failure;
import io.busbar.bus.Failure.FieldError;
import io.busbar.bus.Nothing;
import io.busbar.bus.Role;
import io.busbar.bus.Tx;
import io.busbar.users.AccountOperations.Status;
import io.busbar.users.ProfileStore.Seen;
import io.busbar.users.UserAdminOperations.ReadUser;
import io.busbar.users.UsersEvents.AccountChanged;
import io.busbar.users.UsersOperations.Address;
import io.busbar.users.UsersOperations.ProfileUpdated;
import io.busbar.users.UsersOperations.UpdateProfile;
import io.busbar.users.UsersOperations.User;
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
    private final WeeklyHours hours;
    private final Bus bus;

    Profiles(ProfileStore store, WeeklyHours hours, Bus bus) {
        this.store = store;
        this.hours = hours;
        this.bus = bus;
    }

    Future<User> own(Nothing request, Call<User> call) {
        return store.read(call.user()).compose(user -> hours.shown(user, call.caller()));
    }

    /**
     * Everything is checked before anything is written, here and in bookings, whose the hours are. Hours that stay are asked for
     * meanwhile: what is written is answered, however bookings is.
     */
    Future<ProfileUpdated> update(UpdateProfile request, Call<ProfileUpdated> call) {
        Caller caller = call.caller();
        List<DayHours> availability = request.availability();
        List<FieldError> errors = new ArrayList<>();
        ProfileChange change = ProfileChange.read(request, errors);
        if (change.isEmpty() && errors.isEmpty() && availability == null) {
            throw Failure.invalid("", "names nothing to change");
        }
        if (caller.who() instanceof Caller.User user && user.role() != Role.PROFESSIONAL) {
            errors.addAll(change.forProfessionals());
        }
        Future<Optional<OpeningHours>> kept =
                availability == null ? hours.of(call.user(), caller) : Future.succeededFuture(Optional.empty());
        return (availability == null
                        ? Future.succeededFuture(List.<FieldError>of())
                        : hours.check(call.user(), availability, caller))
                .compose(wrong -> {
                    errors.addAll(wrong);
                    Failure.throwIfAny(errors);
                    return mayBe(change, caller);
                })
                .compose(allowed -> written(change, call))
                .compose(updated -> (availability == null
                                ? kept.map(found -> WeeklyHours.with(found, updated.user()))
                                : hours.set(updated.user(), availability, caller))
                        .map(user -> new ProfileUpdated(updated.message(), user)));
    }

    private Future<ProfileUpdated> written(ProfileChange change, Call<ProfileUpdated> call) {
        return change.isEmpty()
                ? store.read(call.user()).map(user -> new ProfileUpdated(UPDATED, user))
                : call.change(
                        tx -> write(tx, call.user(), change, null).map(user -> new ProfileUpdated(UPDATED, user)));
    }

    /** The address is where a forgotten password is reset, so an open browser must not be enough to change it. */
    private Future<Nothing> mayBe(ProfileChange change, Caller caller) {
        return change.email() == null
                ? Future.succeededFuture(Nothing.NOTHING)
                : bus.call(FactorOperations.REQUIRE_PROOF, Nothing.NOTHING, caller);
    }

    /**
     * Changes a profile and says so.
     *
     * @param role what the person will be, if that changes too
     */
    Future<User> write(Tx tx, UUID id, ProfileChange change, @Nullable Role role) {
        return store.hold(tx, id).compose(held -> {
            if ((role == null ? held.role() : role) != Role.PROFESSIONAL) {
                change.onlyForProfessionals();
            }
            HourlyRate rate =
                    change.isPriced() ? HourlyRate.after(held.rate(), change.hourlyRate(), change.currency()) : null;
            return store.update(tx, id, change, rate).map(user -> {
                tx.about("user", id);
                tx.announce(UsersEvents.PROFILE_CHANGED, id.toString(), new AccountChanged(id));
                if (change.email() != null && change.email().equals(user.pendingEmail())) {
                    tx.announce(UsersEvents.EMAIL_CHANGE_REQUESTED, id.toString(), new AccountChanged(id));
                }
                return user;
            });
        });
    }

    /** As its owner lets the reader see it. */
    Future<User> read(ReadUser request, Call<User> call) {
        boolean all = !(call.caller().who() instanceof Caller.User reader)
                || reader.role() == Role.ADMIN
                || reader.id().equals(request.id());
        return store.seen(request.id())
                .map(seen -> all ? seen.user() : forOthers(seen))
                .compose(user -> hours.shown(user, call.caller()));
    }

    private static User forOthers(Seen seen) {
        User user = seen.user();
        if (user.status() != Status.ACTIVE || seen.visibility().equals("private")) {
            throw AccountStore.noSuchUser();
        }
        Address address = user.address();
        return new User(
                user.id(),
                user.username(),
                seen.showsEmail() ? user.email() : null,
                null,
                seen.showsPhone() ? user.phone() : null,
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
