package io.busbar.auth;

import io.busbar.bus.Contract;

/** What the auth service answers about accounts and passwords. */
public interface AuthOperations {
    Contract AUTH = Contract.of(
            "auth",
            "Who somebody is: registering, signing in, sessions, passwords and second factors.",
            SessionOperations.class,
            FactorOperations.class,
            AuthEvents.class);
}
