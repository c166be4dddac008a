package io.busbar.bus.rpc;

import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.rpc.membership.Directory;
import io.busbar.bus.rpc.membership.Heartbeat;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Receives messages at this node's only clustered address: passes calls to the local services and answers control messages. */
final class NodeDispatcher {
    private static final Logger LOG = LoggerFactory.getLogger(NodeDispatcher.class);

    private final Context context;
    private final LocalServiceInstances localServiceInstances;
    private final Membership membership;
    private final Directory directory;
    private final ServiceCommands serviceCommands;
    private final MessageConsumer<Object> consumer;
    private volatile boolean rejectingCalls;

    NodeDispatcher(
            Vertx vertx,
            String nodeId,
            LocalServiceInstances localServiceInstances,
            Membership membership,
            Directory directory,
            ServiceCommands serviceCommands) {
        this.context = vertx.getOrCreateContext();
        this.localServiceInstances = localServiceInstances;
        this.membership = membership;
        this.directory = directory;
        this.serviceCommands = serviceCommands;
        this.consumer = vertx.eventBus().consumer(RpcProtocol.nodeAddress(nodeId));
    }

    Future<Void> open() {
        consumer.handler(this::receive);
        return consumer.completion();
    }

    /** Rejects calls from now on; their callers retry them on another node. */
    void rejectCalls() {
        rejectingCalls = true;
    }

    Future<Void> close() {
        return consumer.unregister();
    }

    /** Routes a message by its headers and rejects a malformed one, which an untrusted sender may have sent. */
    private void receive(Message<Object> message) {
        try {
            MultiMap headers = message.headers();
            String control = headers.get(RpcProtocol.HEADER_CONTROL);
            if (control != null) {
                handleControl(RpcProtocol.ControlType.valueOf(control), message);
            } else {
                dispatch(headers.get(RpcProtocol.HEADER_SERVICE), message);
            }
        } catch (RuntimeException e) {
            LOG.warn("Rejected a malformed message", e);
            message.reply(
                    FailureReply.of(Failure.of(FailureCode.MALFORMED_REQUEST)).toReplyException());
        }
    }

    private void dispatch(@Nullable String service, Message<Object> message) {
        LocalServiceInstance instance = rejectingCalls || service == null ? null : localServiceInstances.next(service);
        if (instance == null) {
            reject(message);
        } else {
            instance.receive(new RemoteCall(message, directory));
        }
    }

    private void reject(Message<Object> message) {
        FailureReply reply = FailureReply.notStarted(CallFailure.noInstance("this service"));
        message.reply(membership.isFromMember(message) ? reply : reply.toReplyException());
    }

    private void handleControl(RpcProtocol.ControlType controlType, Message<Object> message) {
        switch (controlType) {
            case PROBE -> message.reply(null);
            case HEARTBEAT -> {
                membership.onHeartbeat(Heartbeat.from(message));
                message.reply(null);
            }
            case DRAINING -> confirmWhenCallsEnd(message, Heartbeat.from(message), service -> true);
            case SERVICE_DRAINING -> {
                Heartbeat heartbeat = Heartbeat.from(message);
                confirmWhenCallsEnd(
                        message, heartbeat, service -> !heartbeat.services().contains(service));
            }
            case SERVICE -> serviceCommands.receive(message, membership.isFromMember(message));
        }
    }

    /** Notes what a node no longer serves, and replies when no call of these services is in flight to it. */
    private void confirmWhenCallsEnd(Message<Object> message, Heartbeat heartbeat, Predicate<String> services) {
        membership.onHeartbeat(heartbeat);
        membership
                .whenCurrentCallsEnd(heartbeat.id(), services)
                .onComplete(done -> context.runOnContext(ignored -> message.reply(null)));
    }
}
