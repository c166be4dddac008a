package io.busbar.users;

import io.busbar.bus.Event;
import io.busbar.bus.Role;
import io.busbar.users.AccountOperations.Status;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the users service announces, by account id. Ids only: events are kept, and people can ask to be forgotten. */
public interface UsersEvents {
    Event<Registered> REGISTERED = UsersOperations.USERS.event(
            "account.registered", "Somebody wants an account and has to confirm an address.", Registered.class);

    Event<AccountChanged> CONFIRMED =
            UsersOperations.USERS.event("account.confirmed", "An address is proven.", AccountChanged.class);

    Event<AccountChanged> EMAIL_CHANGE_REQUESTED = UsersOperations.USERS.event(
            "account.email.requested", "Somebody wants another address and has to confirm it.", AccountChanged.class);

    Event<StandingChanged> STANDING_CHANGED = UsersOperations.USERS.event(
            "account.standing.changed", "An account has another role or status.", StandingChanged.class);

    Event<DeletionScheduled> DELETION_SCHEDULED = UsersOperations.USERS.event(
            "account.deletion.scheduled", "An account will be erased unless taken up again.", DeletionScheduled.class);

    Event<AccountChanged> PROFILE_CHANGED = UsersOperations.USERS.event(
            "account.profile.changed", "A profile reads differently now.", AccountChanged.class);

    Event<AccountChanged> ERASED = UsersOperations.USERS.event(
            "account.erased", "A person is to be forgotten, here and everywhere.", AccountChanged.class);

    Event<AccountChanged> PENDING_EXPIRED = UsersOperations.USERS.event(
            "account.pending.expired", "A registration was not confirmed in time.", AccountChanged.class);

    Event<AccountChanged> ERASURE_DUE = UsersOperations.USERS.event(
            "account.erasure.due", "The grace period of a deletion is over.", AccountChanged.class);

    Event<ExportChanged> EXPORT_REQUESTED = UsersOperations.USERS.event(
            "export.requested", "Somebody wants all that is kept about them.", ExportChanged.class);

    Event<ExportChanged> EXPORT_EXPIRED =
            UsersOperations.USERS.event("export.expired", "An export has been there long enough.", ExportChanged.class);

    /** Which export. */
    record ExportChanged(UUID id) {}

    /** Who, and whose confirmed address it is already, if anybody's. */
    record Registered(UUID id, @Nullable UUID addressOwner) {}

    /** Whose. */
    record AccountChanged(UUID id) {}

    /** How it stands now. */
    record StandingChanged(UUID id, Role role, Status status, long version) {}

    /** When it will be erased. */
    record DeletionScheduled(UUID id, Instant eraseAt) {}
}
