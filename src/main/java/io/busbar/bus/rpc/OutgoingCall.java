package io.busbar.bus.rpc;

import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Operation;
import io.busbar.bus.RequestContext;
import io.busbar.bus.json.Json;
import io.busbar.bus.response.Reply;
import io.busbar.bus.rpc.membership.Member;
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
 * One call on its way: to the service on this node if it runs here, else to a node that runs it, and on to another one where that cannot
 * do harm. Where nothing was begun the call may go on whatever it is. Where its node was lost, perhaps in the midst of the work, it may
 * go on only if doing it twice is doing it once, and as far as the retry budget goes.
 */
final class OutgoingCall<I, O> {
    private final RpcContext rpcContext;
    private final Operation<I, O> operation;
    private final I request;
    private final RequestContext requestContext;
    private final long expiresAtNanos;
    private @Nullable Set<String> triedNodes; // most calls go nowhere
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
        if (isLate()) {
            return Future.failedFuture(CallFailure.deadlineExceeded());
        }
        LocalInstance instance = rpcContext.localInstances().sameEventLoop(operation.service());
        if (instance != null) {
            return callSameEventLoop(instance);
        }
        if (rpcContext.localServices().contains(operation.service())) {
            return callThisNode();
        }
        rpcContext.retryBudget().earn();
        return callOtherNode(CallFailure.noInstance(operation.service()));
    }

    /** Whether any attempt left this JVM. */
    boolean leftThisNode() {
        return encoded != null;
    }

    /** The dispatcher answers with what the operation's handler gave, which the compiler has checked. */
    @SuppressWarnings("unchecked")
    private Future<Reply<O>> callSameEventLoop(LocalInstance instance) {
        DirectCall call = new DirectCall(
                operation.action(), new LocalRequest(request, requestContext), instance, timeoutMillis());
        instance.receive(call);
        return call.future().map(reply -> (Reply<O>) reply).recover(this::retryOrFail);
    }

    private Future<Reply<O>> callThisNode() {
        DeliveryOptions options =
                LocalCodec.options().setSendTimeout(timeoutMillis()).addHeader(RpcProtocol.ACTION, operation.action());
        return rpcContext
                .vertx()
                .eventBus()
                .<Reply<O>>request(operation.service(), new LocalRequest(request, requestContext), options)
                .map(Message::body)
                .recover(this::retryOrFail);
    }

    /** Sends it to another node; without one that can take it, fails with what is known so far. */
    private Future<Reply<O>> callOtherNode(Failure fallback) {
        EncodedJson body = encoded();
        if (body.length() > RemoteCall.maxBodyBytes(operation)) {
            return Future.failedFuture(Failure.of(FailureCode.PAYLOAD_TOO_LARGE));
        }
        Failure failure = fallback;
        Set<String> triedNodes = triedNodes();
        for (Member node : rpcContext.peers().candidates(operation, triedNodes)) {
            InFlightWindow window = rpcContext.peers().window(node.id());
            PendingReply pending = window.tryAcquire(
                    body.length() + contextHeader().length() + RpcProtocol.ENVELOPE_BYTES,
                    requestContext.deadline(),
                    rpcContext.vertx().getOrCreateContext());
            if (pending == null) {
                rpcContext.metrics().recordWindowFull(node.id());
                failure = CallFailure.overloaded(operation.service());
            } else if (rpcContext.directory().isAvailable(node.id())) {
                triedNodes.add(node.id());
                return send(node, window, pending, body).map(this::toReply).recover(this::retryOrFail);
            } else {
                // It began to drain, or fell silent, between the choice and the place in its window: it may have been
                // told
                // that nothing is under way to it, and be gone the moment after.
                window.release(pending);
            }
        }
        return Future.failedFuture(failure);
    }

    private Future<Message<Object>> send(Member node, InFlightWindow window, PendingReply pending, EncodedJson body) {
        DeliveryOptions options = new DeliveryOptions()
                .setSendTimeout(timeoutMillis())
                .addHeader(RpcProtocol.SERVICE, operation.service())
                .addHeader(RpcProtocol.ACTION, operation.action())
                .addHeader(RpcProtocol.CONTEXT, contextHeader())
                .addHeader(RpcProtocol.SENDER_NODE, rpcContext.nodeId());
        rpcContext
                .vertx()
                .eventBus()
                .<Object>request(RpcProtocol.nodeAddress(node.id()), body, options)
                .onComplete(done -> {
                    window.complete(pending, done.cause());
                    pending.complete(done);
                });
        return pending.future();
    }

    private Reply<O> toReply(Message<Object> message) {
        if (!(message.body() instanceof JsonObject json)) {
            throw new IllegalStateException("The reply is not a JSON object");
        }
        O answer = Json.from(json, operation.resultType());
        return new Reply<>(answer, message.headers().contains(RpcProtocol.REPLAYED));
    }

    private Future<Reply<O>> retryOrFail(Throwable cause) {
        boolean pastDeadline = isLate();
        CallFailure callFailure = CallFailure.of(cause, operation.name(), pastDeadline);
        if (pastDeadline || !mayRetry(callFailure.kind())) {
            return Future.failedFuture(callFailure.failure());
        }
        rpcContext.metrics().recordRetry(operation.name(), callFailure.kind());
        return callOtherNode(callFailure.failure());
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

    /** By a clock that nobody sets: a timeout before its time means something else than one at its time. */
    private boolean isLate() {
        return System.nanoTime() - expiresAtNanos >= 0;
    }

    /** Rounded up, so that when the timer says that it is over, it is. */
    private long timeoutMillis() {
        return Math.max(1, TimeUnit.NANOSECONDS.toMillis(expiresAtNanos - System.nanoTime()) + 1);
    }
}
