package io.busbar.node;

import io.busbar.bus.ServiceContext;
import io.busbar.bus.ServiceContext.ClusterControl;
import io.busbar.bus.ServiceContext.Registrar;
import io.busbar.bus.concurrent.BoundedExecutors;
import io.busbar.bus.jobs.engine.JobEngine;
import io.busbar.bus.outbound.Outbound;
import io.busbar.bus.outbox.TransactionalOutbox;
import io.busbar.bus.permissions.PermissionEvaluator;
import io.busbar.bus.rpc.RpcNode;
import io.busbar.bus.runtime.RuntimeOperations;
import io.busbar.bus.settings.Settings;
import io.busbar.data.Database;
import io.busbar.data.DeploymentSecrets;
import io.busbar.data.OnlineUsers;
import io.busbar.services.mail.mailbox.DevMailbox;
import io.busbar.tokens.AccessTokens;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;

/**
 * The dependencies from which the services of a node or a command are built.
 *
 * @param serviceContext access to the bus, the database and the outbox, shared by all services
 * @param settings       settings of the node
 * @param secrets        secrets from which keys are derived
 * @param accessTokens   signs and verifies access tokens
 * @param onlineUsers    the users who are online; null in commands
 * @param devMailbox     stores emails instead of sending them; null if emails are sent, and in commands
 */
record NodeContext(
        ServiceContext serviceContext,
        NodeSettings settings,
        DeploymentSecrets secrets,
        AccessTokens accessTokens,
        @Nullable OnlineUsers onlineUsers,
        @Nullable DevMailbox devMailbox) {

    /** Returns the context with another service context. */
    NodeContext withServiceContext(ServiceContext otherServiceContext) {
        return new NodeContext(otherServiceContext, settings, secrets, accessTokens, onlineUsers, devMailbox);
    }

    /** Creates the service context of a node or a command with this ID. */
    static ServiceContext serviceContext(
            String id,
            Database database,
            TransactionalOutbox outbox,
            JobEngine jobEngine,
            RpcNode rpcNode,
            RuntimeOperations runtimeOperations,
            BoundedExecutors executors,
            Outbound outbound,
            Settings settings,
            PermissionEvaluator permissions,
            MeterRegistry meterRegistry) {
        return new ServiceContext(
                database,
                outbox.changes(),
                rpcNode.bus(),
                outbound,
                settings,
                executors,
                meterRegistry,
                jobEngine.jobs(),
                outbox.deadLetters(),
                outbox.auditTrail(),
                ServiceRegistry.PERSONAL_DATA,
                new ClusterControl(id, rpcNode.nodeServices(), runtimeOperations),
                new Registrar(rpcNode.serviceHost(), permissions, outbox::subscribe, jobEngine::register));
    }
}
