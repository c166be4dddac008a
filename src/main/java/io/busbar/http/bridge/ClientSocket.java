package io.busbar.http.bridge;

import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.RateTier;
import io.busbar.bus.RequestContext;
import io.busbar.bus.TraceContext;
import io.busbar.http.limits.RateLimitResult;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClosedException;
import io.vertx.ext.web.handler.sockjs.SockJSSocket;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The socket of one client. This class is used only on the event loop of the socket. */
final class ClientSocket implements WriteBuffer.Observer {
    private static final RequestContext.Principal ANONYMOUS = new RequestContext.AnonymousPrincipal();
    static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    /** How long pushes continue while the token can't be verified. */
    private static final long MAX_UNVERIFIED_NANOS = Duration.ofSeconds(1).toNanos();

    private final EventLoopSockets sockets;
    private final Bridge.Dependencies dependencies;
    private final SockJSSocket sockJs;
    private final Handshake handshake;
    private final SocketAuthenticator authenticator;
    private final WriteBuffer writeBuffer;
    private final SocketCloser closer;
    private final FrameRateLimiter frameRateLimiter;
    private final StreamSubscription streamSubscription;
    private long lastFrameAt = System.nanoTime();
    private long lastVerifiedAt = lastFrameAt;
    private boolean checkingToken;

    /** Calls and registrations in progress. */
    private int activeCalls;

    /** Changes whenever the write buffer becomes full or drains, so that an outdated slow-consumer timer has no effect. */
    private long fullEpoch;

    private boolean addressCounted;
    private boolean nodeDraining;

    ClientSocket(EventLoopSockets sockets, SockJSSocket sockJs, Handshake handshake) {
        this.sockets = sockets;
        this.dependencies = sockets.bridge.dependencies();
        this.sockJs = sockJs;
        this.handshake = handshake;
        this.authenticator = new SocketAuthenticator(this, dependencies, handshake.sessionToken());
        this.writeBuffer = new WriteBuffer(sockJs, dependencies.socketLimits(), sockets.bridge.metrics(), this);
        this.closer = new SocketCloser(sockets, sockJs, handshake, writeBuffer, this::onClosed);
        this.streamSubscription = new StreamSubscription(sockets, dependencies.liveFeed(), writeBuffer);
        this.frameRateLimiter = new FrameRateLimiter(dependencies.socketLimits().maxFramesPerMinute());
    }

    /** Starts to receive frames, unless the limit of sockets per address is reached. */
    void open() {
        sockJs.handler(this::onFrame);
        sockJs.closeHandler(v -> closer.onDisconnected());
        sockJs.exceptionHandler(cause -> {
            if (cause instanceof HttpClosedException) {
                closer.markClosed(CloseReason.CLIENT_CLOSED);
            } else {
                closer.closeAndAbort(CloseReason.INVALID_FRAME);
            }
        });
        addressCounted = sockets.bridge
                .connectionLimiter()
                .tryAcquire(handshake.limitKey(), dependencies.socketLimits().maxPerAddress());
        if (!addressCounted) {
            closeWithError(RateLimitResult.toFailure(RETRY_AFTER), CloseReason.TOO_MANY_CONNECTIONS);
        }
    }

    private void onFrame(Buffer text) {
        if (closer.isClosed()) {
            return;
        }
        lastFrameAt = System.nanoTime();
        if (text.length() > dependencies.socketLimits().maxFrameBytes()) {
            closeWithError(
                    Failure.of(FailureCode.PAYLOAD_TOO_LARGE, "The frame is too large"), CloseReason.INVALID_FRAME);
            return;
        }
        Frame frame = Frame.read(text);
        sockets.bridge.metrics().recordReceived(frame);
        switch (frame) {
            case Frame.Ping ping -> chargeFrame();
            case Frame.Malformed malformed -> reject(malformed.replyAddress(), malformed.failure());
            case Frame.Publish publish ->
                reject(publish.address(), Failure.of(FailureCode.FORBIDDEN, "Publishing is not allowed; use send"));
            case Frame.Send message -> send(message);
            case Frame.Register register -> register(register);
            case Frame.Unregister unregister -> {
                streamSubscription.unregister(unregister.address());
                chargeFrame();
            }
        }
    }

    private void send(Frame.Send message) {
        if (tryAdmit(SendRequest.replyTo(message))) {
            activeCalls++;
            new SendRequest(this, message).start();
        }
    }

    /** Returns whether another call may start; otherwise rejects the frame with an error. */
    private boolean tryAdmit(String address) {
        if (nodeDraining) {
            reject(address, Failure.unavailable(CloseReason.NODE_DRAINING.text(), RETRY_AFTER));
            return false;
        }
        if (activeCalls >= dependencies.socketLimits().maxActiveCalls()) {
            reject(address, RateLimitResult.toFailure(RETRY_AFTER));
            return false;
        }
        return true;
    }

    private void register(Frame.Register frame) {
        if (!tryAdmit(frame.address())) {
            return;
        }
        chargeFrame();
        if (closer.isClosed()) {
            return;
        }
        activeCalls++;
        streamSubscription.addPending(frame);
        Consumer<Throwable> onRejected = cause -> {
            streamSubscription.removePending(frame);
            sendError(frame.address(), cause);
            onCallDone();
        };
        authenticate(
                frame.headers(),
                principal -> checkRateLimit(
                        RateTier.GENERAL, principal, () -> register(frame, principal, onRejected), onRejected),
                cause -> checkRateLimit(RateTier.GENERAL, ANONYMOUS, () -> onRejected.accept(cause), onRejected));
    }

    private void register(Frame.Register frame, RequestContext.Principal principal, Consumer<Throwable> onRejected) {
        if (!(principal instanceof RequestContext.UserPrincipal user)) {
            onRejected.accept(Failure.of(FailureCode.UNAUTHORIZED));
            return;
        }
        if (!frame.address().equals("user." + user.id())) {
            onRejected.accept(
                    Failure.of(FailureCode.FORBIDDEN, "You can only register your own address: user.<your id>"));
            return;
        }
        streamSubscription.activate(frame, user, this::onCallDone, onRejected);
    }

    void authenticate(
            Map<String, String> headers, Consumer<RequestContext.Principal> next, Consumer<Throwable> onFailure) {
        authenticator.authenticate(headers, next, onFailure);
    }

    /** Continues if the caller's rate limit allows it. */
    void checkRateLimit(
            RateTier tier, RequestContext.Principal principal, Runnable next, Consumer<Throwable> onFailure) {
        sockets.continueOnLoop(
                dependencies
                        .rateLimits()
                        .limitFor(tier, principal, handshake.limitKey())
                        .take(),
                result -> {
                    if (closer.isClosed()) {
                        return;
                    }
                    if (result.allowed()) {
                        next.run();
                    } else {
                        onFailure.accept(result.toFailure());
                    }
                },
                onFailure);
    }

    /** Sends the reply, if the client awaits one, and ends the call. Returns the number of characters sent. */
    int respond(@Nullable ServerFrame frame) {
        int length = !closer.isClosed() && frame != null ? writeBuffer.send(frame) : 0;
        onCallDone();
        return length;
    }

    private void onCallDone() {
        activeCalls--;
        if (nodeDraining && activeCalls == 0) {
            drain();
        }
    }

    /** Answers a frame with an error and charges it to the frame rate limit. For frames that no other limit counts. */
    void reject(@Nullable String address, Throwable cause) {
        sendError(address, cause);
        chargeFrame();
    }

    /** Sends an error to the client's error handler, and closes the socket. */
    void closeWithError(Failure failure, CloseReason reason) {
        sendError(null, failure);
        closer.close(reason);
    }

    boolean isClosed() {
        return closer.isClosed();
    }

    private void sendError(@Nullable String address, Throwable cause) {
        if (!closer.isClosed()) {
            TraceContext traceContext = TraceContext.newTrace();
            Failure failure = sockets.bridge.toFailure(cause, traceContext, "a frame");
            sockets.bridge.metrics().recordRejected(failure.code());
            writeBuffer.send(new ServerFrame.ErrorFrame(address, failure, traceContext.requestId()));
        }
    }

    /** Charges a frame to the frame rate limit of the socket, and closes the socket if the limit is exceeded. */
    void chargeFrame() {
        Duration wait = frameRateLimiter.tryAcquire();
        if (!wait.isZero() && !closer.isClosed()) {
            closeWithError(RateLimitResult.toFailure(wait), CloseReason.RATE_LIMITED);
        }
    }

    /** Closes the socket if it has been idle for too long or its token is no longer valid. */
    void check() {
        if (System.nanoTime() - lastFrameAt
                > dependencies.socketLimits().idleTimeout().toNanos()) {
            closer.close(CloseReason.IDLE_TIMEOUT);
        }
        if (!checkingToken && !closer.isClosed()) {
            checkingToken = true;
            sockets.continueOnLoop(
                    authenticator.isStillValid(),
                    valid -> {
                        checkingToken = false;
                        onTokenChecked(valid);
                    },
                    unknown -> checkingToken = false);
        }
        if (System.nanoTime() - lastVerifiedAt > MAX_UNVERIFIED_NANOS) {
            streamSubscription.setTokenUnverified(true);
        }
    }

    private void onTokenChecked(boolean valid) {
        if (closer.isClosed()) {
            return;
        }
        if (!valid) {
            closeWithError(
                    Failure.of(FailureCode.UNAUTHORIZED, CloseReason.SESSION_ENDED.text()), CloseReason.SESSION_ENDED);
            return;
        }
        lastVerifiedAt = System.nanoTime();
        streamSubscription.setTokenUnverified(false);
    }

    /** Closes the socket when its active calls have ended, so that the client connects to another node. */
    void drain() {
        nodeDraining = true;
        if (activeCalls == 0 && !closer.isClosed()) {
            closeWithError(
                    Failure.unavailable(CloseReason.NODE_DRAINING.text(), RETRY_AFTER), CloseReason.NODE_DRAINING);
        }
    }

    @Override
    public void onFull() {
        long epoch = ++fullEpoch;
        streamSubscription.pause();
        sockets.schedule(dependencies.socketLimits().slowConsumerTimeout().toMillis(), () -> {
            if (fullEpoch == epoch && writeBuffer.isFull()) {
                closer.closeAndAbort(CloseReason.SLOW_CONSUMER);
            }
        });
    }

    @Override
    public void onDrained() {
        fullEpoch++;
        streamSubscription.resume();
    }

    @Override
    public void onOverflow() {
        closer.closeAndAbort(CloseReason.SLOW_CONSUMER);
    }

    private void onClosed(CloseReason reason) {
        streamSubscription.close();
        if (addressCounted) {
            sockets.bridge.connectionLimiter().release(handshake.limitKey());
        }
        authenticator.release();
        sockets.onClosed(this, reason);
    }

    Bridge bridge() {
        return sockets.bridge;
    }

    EventLoopSockets sockets() {
        return sockets;
    }

    String ip() {
        return handshake.ip();
    }
}
