package io.busbar.services.users;

import static io.busbar.bus.FailureCode.FORBIDDEN;
import static io.busbar.bus.FailureCode.REAUTHENTICATION_REQUIRED;

import io.busbar.bus.Contract;
import io.busbar.bus.Empty;
import io.busbar.bus.Operation;

/** The extension point for the check that sensitive changes of a profile require. The service that signs users in implements it. */
public interface ReauthenticationOperations {
    Contract REAUTHENTICATION = Contract.of("reauthentication", "Whether users have authenticated recently.");

    /** Fails with FORBIDDEN during an impersonation, and with REAUTHENTICATION_REQUIRED unless the user has authenticated recently. */
    Operation<Empty, Empty> REQUIRE = REAUTHENTICATION
            .internal("require")
            .summary("Require recent authentication")
            .fails(REAUTHENTICATION_REQUIRED, FORBIDDEN)
            .idempotent()
            .returnsEmpty();
}
