package io.busbar.node;

import io.busbar.bus.ServiceContext;
import io.busbar.data.OnlineUsers;
import io.busbar.services.mail.mailbox.DevMailbox;
import io.busbar.tokens.AccessTokens;
import org.jspecify.annotations.Nullable;

/**
 * What services are made of on one node; each takes its part.
 *
 * @param serviceContext   the same for all
 * @param settings what the operator said
 * @param jwtSecret   what keys are derived from
 * @param accessTokens   signs and checks access tokens
 * @param onlineUsers   tells who is online; null when none but accounts are made
 * @param devMailbox  keeps mail instead of a mail server; null when there is one
 */
record NodeContext(
        ServiceContext serviceContext,
        NodeSettings settings,
        String jwtSecret,
        AccessTokens accessTokens,
        @Nullable OnlineUsers onlineUsers,
        @Nullable DevMailbox devMailbox) {}
