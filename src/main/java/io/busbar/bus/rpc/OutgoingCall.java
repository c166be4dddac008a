package io.busbar.bus.rpc;

import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Operation;
import io.busbar.bus.RequestContext;
import io.busbar.bus.json.Json;
import io.busbar.bus.response.Reply;
import io.busbar.bus.rpc.membership.Member;
import io.busbar.bus.runtime.StaleDeclarationException;
import io.vertx.core.Future;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Routes one call: to the service on this node if it runs here, otherwise to a node that runs it, and retries on another node if that is
 * safe. A call that was not started may always be retried. A call whose node was lost may have been handled; it is retried only if the
 * operation is idempotent or has an idempotency key, and the retry budget allows it.
 */
final class OutgoingCall<I, O> {
    private final RpcContext rpcContext;
    private final Operation<I, O> operation;
    private final I request;
    private final RequestContext requestContext;
    private final long expiresAtNanos;
    private @Nullable Set<String> triedNodes; // created on demand: most calls stay on this node
    private boolean triedThisNode;
    private @Nullable EncodedJson encoded;
    private @Nullable String contextHeader;

    OutgoingCall(RpcContext rpcContext, Operation<I, O> operation, I request, RequestContext requestContext) {
        this.rpcContext = rpcContext;
        this.operation = operation;
        this.request = request;
        this.requestContext = requestContext;
        this.expiresAtNanos = System.nanoTime()
                + Duration.between(Instant.now(), requestContext.deadline()).toNanos();
    }

    Future<Reply<O>> run() {
        if (isPastDeadline()) {
            return Future.failedFuture(CallFailure.deadlineExceeded());
        }
        LocalServiceInstance instance = rpcContext.localServiceInstances().nearest(operation.service());
        if (instance != null) {
            return callThisNode(instance);
        }
        rpcContext.retryBudget().earn();
        return callOtherNode(CallFailure.noInstance(rpcContext.implementer(operation)));
    }

    /** Returns whether any attempt was sent to another node. */
    boolean leftThisNode() {
        return encoded != null;
    }

    /** The cast is safe: the dispatcher replies with the handler's result, whose type the compiler has checked. */
    @SuppressWarnings("unchecked")
    private Future<Reply<O>> callThisNode(LocalServiceInstance instance) {
        triedThisNode = true;
        LocalCall call = new LocalCall(
                operation, request, requestContext, instance, rpcContext.vertx().getOrCreateContext(), timeoutMillis());
        instance.receive(call);
        return call.future().map(reply -> (Reply<O>) reply).recover(this::retryOrFail);
    }

    /** Sends the call to another node. Without an available node it fails with {@code fallback}, or as overloaded if a window is full. */
    private Future<Reply<O>> callOtherNode(Failure fallback) {
        EncodedJson body = encoded();
        if (body.length() > RemoteCall.maxBodyBytes(operation)) {
            return Future.failedFuture(Failure.of(FailureCode.PAYLOAD_TOO_LARGE));
        }
        Failure failure = fallback;
        for (Member node : rpcContext.peers().candidates(operation, triedNodes())) {
            InFlightWindow window = rpcContext.peers().window(node.id());
            PendingReply pending = acquire(window, body);
            if (pending == null) {
                rpcContext.metrics().recordWindowFull(node.id());
                failure = CallFailure.overloaded(rpcContext.implementer(operation));
                continue;
            }
            if (!rpcContext.directory().isAvailable(node.id(), operation.service())) {
                // The node or its service began to drain, or the node became suspect, after it was selected. It may
                // already know that no call is in flight to it, and may leave at any moment.
                window.release(pending);
                continue;
            }
            triedNodes().add(node.id());
            return send(node, window, pending, body).map(this::toReply).recover(this::retryOrFail);
        }
        return Future.failedFuture(failure);
    }

    private @Nullable PendingReply acquire(InFlightWindow window, EncodedJson body) {
        return window.tryAcquire(
                operation.service(),
                body.length() + contextHeader().length() + RpcProtocol.ENVELOPE_OVERHEAD_BYTES,
                requestContext.deadline(),
                rpcContext.vertx().getOrCreateContext());
    }

    private Future<Message<Object>> send(Member node, InFlightWindow window, PendingReply pending, EncodedJson body) {
        DeliveryOptions options = new DeliveryOptions()
                .setSendTimeout(timeoutMillis())
                .addHeader(RpcProtocol.HEADER_SERVICE, operation.service())
                .addHeader(RpcProtocol.HEADER_ACTION, operation.action())
                .addHeader(RpcProtocol.HEADER_CONTEXT, contextHeader())
                .addHeader(RpcProtocol.HEADER_SENDER_NODE, rpcContext.nodeId());
        if (operation.runtime() != null) {
            options.addHeader(RpcProtocol.HEADER_RUNTIME_VERSION, Long.toString(operation.runtimeVersion()));
        }
        rpcContext
                .vertx()
                .eventBus()
                .<Object>request(RpcProtocol.nodeAddress(node.id()), body, options)
                .onComplete(done -> {
                    window.complete(pending, done.cause()); // frees the window
                    pending.complete(done); // completes the future of the sender
                });
        return pending.future();
    }

    private Reply<O> toReply(Message<Object> message) {
        if (!(message.body() instanceof JsonObject json)) {
            throw new IllegalStateException("The reply is not a JSON object");
        }
        O result = Json.from(json, operation.resultType());
        return new Reply<>(result, message.headers().contains(RpcProtocol.HEADER_REPLAYED));
    }

    private Future<Reply<O>> retryOrFail(Throwable cause) {
        if (cause instanceof FailureReply reply && reply.isStale()) {
            return Future.failedFuture(new StaleDeclarationException(operation.name(), reply.requiredRevision()));
        }
        boolean pastDeadline = isPastDeadline();
        CallFailure callFailure = CallFailure.of(cause, operation.name(), pastDeadline);
        if (pastDeadline || !mayRetry(callFailure.kind())) {
            return Future.failedFuture(callFailure.failure());
        }
        rpcContext.metrics().recordRetry(operation.metricName(), callFailure.kind());
        // The service may have started on this node meanwhile.
        LocalServiceInstance instance =
                triedThisNode ? null : rpcContext.localServiceInstances().nearest(operation.service());
        return instance == null ? callOtherNode(callFailure.failure()) : callThisNode(instance);
    }

    private boolean mayRetry(CallFailure.CallFailureKind callFailureKind) {
        return switch (callFailureKind) {
            case FAILED, DEADLINE_EXCEEDED -> false;
            case NOT_STARTED -> true;
            case NODE_LOST ->
                (operation.idempotent() || requestContext.idempotency() != null)
                        && rpcContext.retryBudget().spend();
        };
    }

    private Set<String> triedNodes() {
        if (triedNodes == null) {
            triedNodes = new HashSet<>();
        }
        return triedNodes;
    }

    private EncodedJson encoded() {
        if (encoded == null) {
            encoded = new EncodedJson(request);
        }
        return encoded;
    }

    private String contextHeader() {
        if (contextHeader == null) {
            contextHeader = RequestContextHeader.write(requestContext);
        }
        return contextHeader;
    }

    /**
     * Returns whether the deadline has passed, by the monotonic clock: a timeout before the deadline means something else than one at the
     * deadline.
     */
    private boolean isPastDeadline() {
        return System.nanoTime() - expiresAtNanos >= 0;
    }

    /** Returns the time until the deadline, rounded up so that the deadline has passed when the timer fires. */
    private long timeoutMillis() {
        return Math.max(1, TimeUnit.NANOSECONDS.toMillis(expiresAtNanos - System.nanoTime()) + 1);
    }
}
