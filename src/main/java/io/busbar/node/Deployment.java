package io.busbar.node;

import io.busbar.bus.Kernel;
import io.busbar.data.OnlineUsers;
import io.busbar.mail.mailbox.DevMailbox;
import io.busbar.tokens.AccessTokens;
import org.jspecify.annotations.Nullable;

/**
 * What services are made of on one node; each takes its part.
 *
 * @param kernel   the same for all
 * @param settings what the operator said
 * @param secret   what keys are derived from
 * @param tokens   signs and checks access tokens
 * @param online   tells who is online; null when none but accounts are made
 * @param mailbox  keeps mail instead of a mail server; null when there is one
 */
record Deployment(
        Kernel kernel,
        Settings settings,
        String secret,
        AccessTokens tokens,
        @Nullable OnlineUsers online,
        @Nullable DevMailbox mailbox) {}
