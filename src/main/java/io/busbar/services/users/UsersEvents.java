package io.busbar.services.users;

import io.busbar.bus.Event;
import io.busbar.bus.Role;
import io.busbar.services.users.AccountOperations.AccountStatus;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the users service announces, by account id. Ids only: events are kept, and people can ask to be forgotten. */
public interface UsersEvents {
    Event<AccountRegistered> REGISTERED = UsersOperations.USERS.event(
            "account.registered", "Somebody wants an account and has to confirm an address.", AccountRegistered.class);

    Event<AccountEvent> EMAIL_VERIFIED =
            UsersOperations.USERS.event("account.email.verified", "An address is proven.", AccountEvent.class);

    Event<AccountEvent> EMAIL_CHANGE_REQUESTED = UsersOperations.USERS.event(
            "account.email.change.requested",
            "Somebody wants another address and has to confirm it.",
            AccountEvent.class);

    Event<AccountAccessChanged> ACCESS_CHANGED = UsersOperations.USERS.event(
            "account.access.changed", "An account has another role or status.", AccountAccessChanged.class);

    Event<DeletionScheduled> DELETION_SCHEDULED = UsersOperations.USERS.event(
            "account.deletion.scheduled", "An account will be erased unless taken up again.", DeletionScheduled.class);

    Event<AccountEvent> PROFILE_CHANGED = UsersOperations.USERS.event(
            "account.profile.changed", "A profile reads differently now.", AccountEvent.class);

    Event<AccountEvent> ERASED = UsersOperations.USERS.event(
            "account.erased", "A person is to be forgotten, here and everywhere.", AccountEvent.class);

    Event<AccountEvent> REGISTRATION_EXPIRED = UsersOperations.USERS.event(
            "account.registration.expired", "A registration was not confirmed in time.", AccountEvent.class);

    Event<AccountEvent> ERASURE_DUE = UsersOperations.USERS.event(
            "account.erasure.due", "The grace period of a deletion is over.", AccountEvent.class);

    Event<ExportEvent> EXPORT_REQUESTED = UsersOperations.USERS.event(
            "export.requested", "Somebody wants all that is kept about them.", ExportEvent.class);

    Event<ExportEvent> EXPORT_EXPIRED =
            UsersOperations.USERS.event("export.expired", "An export has been there long enough.", ExportEvent.class);

    /** Which export. */
    record ExportEvent(UUID id) {}

    /** Who, and whose confirmed address it is already, if anybody's. */
    record AccountRegistered(UUID id, @Nullable UUID emailOwner) {}

    /** Whose. */
    record AccountEvent(UUID id) {}

    /** How it stands now. */
    record AccountAccessChanged(UUID id, Role role, AccountStatus status, long version) {}

    /** When it will be erased. */
    record DeletionScheduled(UUID id, Instant eraseAt) {}
}
