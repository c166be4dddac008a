package io.busbar.services.auth.signin;

import io.busbar.services.auth.session.ClientInfo;
import io.busbar.services.users.AccountOperations.Account;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What somebody has proved so far: that the account is theirs, as far as one factor can show it.
 *
 * @param method   by which factor: {@code password}
 * @param clientInfo   where from
 * @param knownOrigin whether the account was signed in to from there before
 * @param deviceId   the known device it came from
 */
record FirstFactor(
        Account account,
        String method,
        ClientInfo clientInfo,
        boolean knownOrigin,
        @Nullable UUID deviceId) {}
