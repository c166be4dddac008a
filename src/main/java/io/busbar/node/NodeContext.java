package io.busbar.node;

import io.busbar.bus.ServiceContext;
import io.busbar.data.OnlineUsers;
import io.busbar.services.mail.mailbox.DevMailbox;
import io.busbar.tokens.AccessTokens;
import org.jspecify.annotations.Nullable;

/**
 * The dependencies from which the services of one node are built.
 *
 * @param serviceContext access to the bus, the database and the outbox, shared by all services
 * @param settings       settings of the node
 * @param masterSecret      secret from which keys are derived
 * @param accessTokens   signs and verifies access tokens
 * @param onlineUsers    the users who are online; null in commands that only create accounts
 * @param devMailbox     stores emails instead of sending them; null if emails are sent
 */
record NodeContext(
        ServiceContext serviceContext,
        NodeSettings settings,
        String masterSecret,
        AccessTokens accessTokens,
        @Nullable OnlineUsers onlineUsers,
        @Nullable DevMailbox devMailbox) {}
