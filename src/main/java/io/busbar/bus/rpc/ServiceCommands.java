package io.busbar.bus.rpc;

import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Require;
import io.busbar.bus.concurrent.OnContext;
import io.busbar.bus.json.Json;
import io.busbar.bus.rpc.membership.Directory;
import io.busbar.bus.runtime.NodeServices;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.time.Duration;

/** Starts and stops services on any node: on this one directly, on another one by a control message. */
final class ServiceCommands implements NodeServices {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    /** How long deploying or undeploying a service may take. */
    private static final Duration DEPLOYMENT_TIMEOUT = Duration.ofSeconds(60);

    private final Vertx vertx;
    private final String nodeId;
    private final Directory directory;
    private final ControlClient controlClient;
    private final Duration timeout;
    private volatile LocalServiceControl localServiceControl = new NoServices();

    /** The control of a node whose services have not started yet. */
    private static final class NoServices implements LocalServiceControl {
        @Override
        public Future<Void> start(String service) {
            return Future.failedFuture(Failure.unavailable("The node is starting", RETRY_AFTER));
        }

        @Override
        public Future<Void> stop(String service) {
            return start(service);
        }
    }

    /**
     * Creates the commands of a node.
     *
     * @param drainTimeout how long a service that stops waits for the other nodes, and then for its active calls
     */
    ServiceCommands(
            Vertx vertx, String nodeId, Directory directory, ControlClient controlClient, Duration drainTimeout) {
        this.vertx = vertx;
        this.nodeId = nodeId;
        this.directory = directory;
        this.controlClient = controlClient;
        this.timeout = drainTimeout.multipliedBy(2).plus(DEPLOYMENT_TIMEOUT);
    }

    void setLocalServiceControl(LocalServiceControl control) {
        localServiceControl = control;
    }

    @Override
    public Future<Void> start(String node, String service) {
        return send(node, new ServiceCommand(ServiceCommand.CommandType.START, service));
    }

    @Override
    public Future<Void> stop(String node, String service) {
        return send(node, new ServiceCommand(ServiceCommand.CommandType.STOP, service));
    }

    private Future<Void> send(String node, ServiceCommand command) {
        if (node.equals(nodeId)) {
            // A service changes on threads of its own, but its caller continues on the context on which it called.
            return OnContext.resume(vertx.getOrCreateContext(), command.runOn(localServiceControl));
        }
        if (!directory.isResponsive(node)) {
            return Future.failedFuture(
                    directory.contains(node)
                            ? Failure.unavailable("Node " + node + " does not respond", RETRY_AFTER)
                            : Failure.notFound("There is no node " + node));
        }
        return controlClient
                .request(node, RpcProtocol.ControlType.SERVICE, new EncodedJson(command), timeout)
                .<Void>mapEmpty()
                .recover(cause -> Future.failedFuture(
                        CallFailure.of(cause, command.description(node), true).failure()));
    }

    /**
     * Runs the command of another node and replies.
     *
     * @param fromMember whether the sender is a node of the cluster; commands of others are refused
     */
    void receive(Message<Object> message, boolean fromMember) {
        if (!fromMember) {
            message.reply(FailureReply.of(Failure.of(FailureCode.FORBIDDEN)).toReplyException());
            return;
        }
        Require.that(message.body() instanceof JsonObject, () -> Failure.of(FailureCode.MALFORMED_REQUEST));
        ServiceCommand command = Json.from((JsonObject) message.body(), ServiceCommand.class);
        command.runOn(localServiceControl)
                .onSuccess(changed -> message.reply(null))
                .onFailure(
                        cause -> message.reply(FailureReply.of(CallFailure.of(cause, command.description(nodeId), false)
                                .failure())));
    }
}
