package io.busbar.services.users;

import static io.busbar.services.users.UsersOperations.USERS;

import io.busbar.bus.Continuation;
import java.util.UUID;

/** The deadlines of accounts, keyed by account ID. */
public interface UsersContinuations {
    /** The email address of a registration was not verified in time. */
    Continuation<AccountDue> REGISTRATION_EXPIRED =
            USERS.continuation("account.registration.expired", AccountDue.class);

    /** The grace period of a deletion has ended. */
    Continuation<AccountDue> ERASURE_DUE = USERS.continuation("account.erasure.due", AccountDue.class);

    /** The account whose deadline has come. */
    record AccountDue(UUID id) {}
}
