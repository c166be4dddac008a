package io.busbar.services.auth.signin;

import io.busbar.services.auth.session.ClientInfo;
import io.busbar.services.users.AccountOperations.Account;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A verified first factor of a sign-in.
 *
 * @param method      the factor, for example {@code password}
 * @param knownOrigin whether the account signed in from this device or network before
 * @param deviceId    the known device, or null if the device is unknown
 */
record FirstFactor(
        Account account,
        String method,
        ClientInfo clientInfo,
        boolean knownOrigin,
        @Nullable UUID deviceId) {}
