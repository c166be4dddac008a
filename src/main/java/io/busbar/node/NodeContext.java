package io.busbar.node;

import io.busbar.bus.ServiceContext;
import io.busbar.data.OnlineUsers;
import io.busbar.services.mail.mailbox.DevMailbox;
import io.busbar.tokens.AccessTokens;
import org.jspecify.annotations.Nullable;

/**
 * The dependencies from which the services of one node are built.
 *
 * @param serviceContext kernel access, shared by all services
 * @param settings       settings of the node
 * @param jwtSecret      secret from which keys are derived
 * @param accessTokens   signs and verifies access tokens
 * @param onlineUsers    knows the users who are online; null in commands that only create accounts
 * @param devMailbox     stores mail instead of sending it; null if there is a mail server
 */
record NodeContext(
        ServiceContext serviceContext,
        NodeSettings settings,
        String jwtSecret,
        AccessTokens accessTokens,
        @Nullable OnlineUsers onlineUsers,
        @Nullable DevMailbox devMailbox) {}
