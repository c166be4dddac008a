package io.busbar.services.users;

import static io.busbar.services.users.UsersOperations.USERS;

import io.busbar.bus.Event;
import io.busbar.services.users.AccountOperations.AccountStatus;
import io.busbar.services.users.AccountOperations.UserRole;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The events of the users service, keyed by account ID. They contain IDs only, because events are stored and personal data must be
 * erasable.
 */
public interface UsersEvents {
    Event<AccountRegistered> REGISTERED = USERS.event(
            "account.registered",
            "An account was registered; its email address is not verified yet.",
            AccountRegistered.class);

    Event<AccountEvent> EMAIL_VERIFIED =
            USERS.event("account.email.verified", "An email address was verified.", AccountEvent.class);

    Event<AccountEvent> EMAIL_CHANGE_REQUESTED = USERS.event(
            "account.email.change.requested",
            "A user requested a change of the email address; the new one is not verified yet.",
            AccountEvent.class);

    Event<AccountAccessChanged> ACCESS_CHANGED = USERS.event(
            "account.access.changed", "The role or status of an account changed.", AccountAccessChanged.class);

    Event<DeletionScheduled> DELETION_SCHEDULED = USERS.event(
            "account.deletion.scheduled",
            "An account was deleted and will be erased after the grace period.",
            DeletionScheduled.class);

    Event<AccountEvent> PROFILE_CHANGED =
            USERS.event("account.profile.changed", "A profile changed.", AccountEvent.class);

    Event<AccountEvent> ERASED = USERS.event(
            "account.erased",
            "An account was erased; other services erase their data about the user.",
            AccountEvent.class);

    /** Published by the service that owns reviews, which knows the professional's ratings; users keeps their total. */
    Event<RatingChanged> RATING_CHANGED =
            USERS.event("rating.changed", "The ratings of a professional changed.", RatingChanged.class);

    /** A new account, and the account to which the verified address already belongs, if any. */
    record AccountRegistered(UUID id, @Nullable UUID emailOwner) {}

    /** An event about an account. */
    record AccountEvent(UUID id) {}

    /** The current role, status and token version. */
    record AccountAccessChanged(UUID id, UserRole role, AccountStatus status, long tokenVersion) {}

    /**
     * A change of a professional's ratings, in the order of the changes.
     *
     * @param stars the difference in the sum of all ratings
     * @param votes the difference in the number of ratings
     */
    record RatingChanged(UUID professional, int stars, int votes) {}

    /** The time of the erasure. */
    record DeletionScheduled(UUID id, Instant eraseAt) {}
}
