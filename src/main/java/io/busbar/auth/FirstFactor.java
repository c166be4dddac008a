package io.busbar.auth;

import io.busbar.users.AccountOperations.Account;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What somebody has proved so far: that the account is theirs, as far as one factor can show it.
 *
 * @param method   by which factor: {@code password}
 * @param origin   where from
 * @param familiar whether the account was signed in to from there before
 * @param device   the known device it came from
 */
record FirstFactor(
        Account account,
        String method,
        Origin origin,
        boolean familiar,
        @Nullable UUID device) {}
