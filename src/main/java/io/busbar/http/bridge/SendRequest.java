package io.busbar.http.bridge;

import io.busbar.bus.Failure;
import io.busbar.bus.RateTier;
import io.busbar.bus.RequestContext;
import io.busbar.bus.TraceContext;
import io.busbar.bus.response.Reply;
import io.busbar.http.server.AccessLog;
import io.vertx.core.Future;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One call by a {@code send} frame: looks up the operation, authenticates, checks the rate limit, calls the operation and replies. */
final class SendRequest {
    private final long startedNanos = System.nanoTime();
    private final TraceContext traceContext = TraceContext.newTrace();
    private final ClientSocket clientSocket;
    private final Frame.Send frame;
    private RequestContext.Principal principal = new RequestContext.AnonymousPrincipal();
    private @Nullable OperationInvoker<?, ?> invoker;
    private boolean responded;
    private int attempts;
    private @Nullable RateTier chargedTier;
    private Failure lookupFailure = Failure.notFound("Unknown operation");

    SendRequest(ClientSocket clientSocket, Frame.Send frame) {
        this.clientSocket = clientSocket;
        this.frame = frame;
    }

    /** Returns the address for replies: the reply address, or for errors the address of the frame if it has none. */
    static String replyTo(Frame.Send frame) {
        return frame.replyAddress() == null ? frame.address() : frame.replyAddress();
    }

    /**
     * Starts the call. If the operation can't be called, the call fails only after authentication and the rate limit, so that guesses are
     * charged.
     */
    void start() {
        clientSocket.sockets().continueOnLoop(findInvoker(), this::authenticate, notCallable -> {
            lookupFailure = clientSocket.bridge().toFailure(notCallable, traceContext, operationName());
            authenticate(Optional.empty());
        });
    }

    /** An operation that the code does not declare may be declared at run time. */
    private Future<Optional<OperationInvoker<?, ?>>> findInvoker() {
        Bridge bridge = clientSocket.bridge();
        try {
            Optional<OperationInvoker<?, ?>> ofCode = bridge.invokers().find(frame.address(), action());
            return ofCode.isPresent()
                    ? Future.succeededFuture(ofCode)
                    : bridge.runtimeInvokers().find(frame.address(), action());
        } catch (Failure notCallable) {
            return Future.failedFuture(notCallable);
        }
    }

    private @Nullable String action() {
        return frame.headers().get("action");
    }

    private void authenticate(Optional<OperationInvoker<?, ?>> found) {
        invoker = found.orElse(null);
        RateTier tier = invoker == null ? RateTier.GENERAL : invoker.tier();
        clientSocket.authenticate(
                frame.headers(),
                authenticated -> {
                    principal = authenticated;
                    charge(tier, this::invoke);
                },
                // Requests with an invalid token count against the rate limit of the address.
                failure -> charge(tier, () -> fail(failure)));
    }

    /** Continues if the rate limit allows the call. A call that is made again is charged again only if the limit is another one. */
    private void charge(RateTier tier, Runnable next) {
        if (chargedTier == tier) {
            next.run();
            return;
        }
        clientSocket.checkRateLimit(
                tier,
                principal,
                () -> {
                    chargedTier = tier;
                    next.run();
                },
                this::onRateLimited);
    }

    private void invoke() {
        OperationInvoker<?, ?> operationInvoker = invoker;
        if (operationInvoker == null) {
            fail(lookupFailure);
            return;
        }
        try {
            clientSocket
                    .sockets()
                    .continueOnLoop(
                            operationInvoker.invoke(frame, principal, traceContext, clientSocket.ip()),
                            reply -> respond(operationInvoker, reply),
                            this::onCallFailed);
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    /** Fails the call, or makes it again by a newer declaration if the service knows one and has begun nothing. */
    private void onCallFailed(Throwable cause) {
        Future<Optional<OperationInvoker<?, ?>>> newer = clientSocket
                .bridge()
                .runtimeInvokers()
                .snapshotForRetry(cause, ++attempts)
                .compose(snapshot -> findInvoker());
        clientSocket.sockets().continueOnLoop(newer, this::authenticate, this::fail);
    }

    private void respond(OperationInvoker<?, ?> operationInvoker, Reply<?> reply) {
        String address = frame.replyAddress();
        int length;
        try {
            length = clientSocket.respond(
                    address == null
                            ? null
                            : new ServerFrame.ReplyFrame(
                                    address,
                                    operationInvoker.body(reply),
                                    OperationInvoker.headers(reply, traceContext)));
        } catch (RuntimeException e) {
            fail(e);
            return;
        }
        responded = true;
        recordOutcome(operationInvoker.status(), length);
    }

    /** Fails the call. It was not charged to the caller's rate limit, so it is charged to the socket's. */
    private void onRateLimited(Throwable cause) {
        fail(cause);
        clientSocket.chargeFrame();
    }

    private void fail(Throwable cause) {
        if (responded) {
            return;
        }
        responded = true;
        Failure failure = clientSocket.bridge().toFailure(cause, traceContext, operationName());
        clientSocket.bridge().metrics().recordRejected(failure.code());
        int length =
                clientSocket.respond(new ServerFrame.ErrorFrame(replyTo(frame), failure, traceContext.requestId()));
        recordOutcome(failure.code().status(), length);
    }

    private String operationName() {
        return invoker == null ? "none" : invoker.name();
    }

    private void recordOutcome(int status, int length) {
        long nanos = System.nanoTime() - startedNanos;
        clientSocket
                .bridge()
                .metrics()
                .recordCall(invoker == null ? operationName() : invoker.metricName(), status, nanos);
        AccessLog log = clientSocket.bridge().dependencies().accessLog();
        if (log.isEnabled()) {
            log.write(new AccessLog.AccessLogEntry(
                    traceContext.requestId(),
                    traceContext.traceparent(),
                    "SEND",
                    Bridge.PATH,
                    invoker == null ? null : invoker.name(),
                    status,
                    nanos,
                    length,
                    clientSocket.ip(),
                    principal));
        }
    }
}
