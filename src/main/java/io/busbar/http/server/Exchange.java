package io.busbar.http.server;

import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.RateTier;
import io.busbar.bus.RequestContext;
import io.busbar.bus.TraceContext;
import io.busbar.http.request.ClientAddress;
import io.busbar.http.security.SessionCookies;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.HostAndPort;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response, on the event loop of its connection. Composes asynchronous steps on that event loop and turns their
 * failures into responses. The exchange itself is the end handler of the response.
 */
public final class Exchange implements Handler<Void> {
    private static final RequestContext.Principal ANONYMOUS = new RequestContext.AnonymousPrincipal();

    final long startNanos = System.nanoTime();
    public final ConnectionTracker tracker;
    public final HttpServerRequest request;
    public final HttpServerResponse response;
    public final ClientConnection clientConnection;
    public final ClientAddress clientAddress;
    public final String requestId;
    final String traceparent;
    public final RequestDeadline deadline = new RequestDeadline(startNanos);
    public final IncomingBody body;
    public final ResponseWriter responseWriter;

    /** Links of the list of active exchanges, maintained by {@link ConnectionTracker}. */
    @Nullable
    Exchange previousExchange;

    @Nullable
    Exchange nextExchange;

    private RequestContext.Principal principal = ANONYMOUS;
    private @Nullable Endpoint<?, ?> endpoint;
    private boolean completed;
    private int attempts;
    private @Nullable RateTier chargedTier;

    Exchange(ConnectionTracker tracker, HttpServerRequest request, ClientConnection clientConnection) {
        this.tracker = tracker;
        this.request = request;
        this.response = request.response();
        this.clientConnection = clientConnection;
        this.body = new IncomingBody(
                request,
                clientConnection,
                deadline,
                tracker.frontend.settings().requestLimits().readTimeout(),
                tracker::runOnEventLoop,
                this::fail);
        this.responseWriter = new ResponseWriter(this);
        MultiMap headers = request.headers();
        this.clientAddress = clientConnection.trustedProxy
                ? ClientAddress.resolveForwarded(
                        clientConnection.clientAddress,
                        headers,
                        tracker.frontend.settings().trustedProxies())
                : clientConnection.clientAddress;
        String clientRequestId = headers.get(HeaderNames.REQUEST_ID);
        String incomingTraceparent = headers.get(HeaderNames.TRACEPARENT);
        TraceContext newTrace = TraceContext.newTrace();
        this.requestId =
                clientRequestId != null && RequestId.isValid(clientRequestId) ? clientRequestId : newTrace.requestId();
        this.traceparent = incomingTraceparent == null
                ? newTrace.traceparent()
                : TraceContext.parse(incomingTraceparent)
                        .map(TraceContext::nextSpan)
                        .orElse(newTrace.traceparent());
        response.endHandler(this);
        tracker.frontend.addCommonHeaders(this);
    }

    /** Returns the raw path without the query; never null. */
    public String path() {
        String path = request.path();
        return path == null ? "" : path;
    }

    public HttpMethod method() {
        return request.method();
    }

    public RequestContext.Principal principal() {
        return principal;
    }

    public void principal(RequestContext.Principal newPrincipal) {
        principal = newPrincipal;
    }

    @Nullable
    Endpoint<?, ?> endpoint() {
        return endpoint;
    }

    /** Assigns the endpoint and starts its time limit. */
    void assignEndpoint(Endpoint<?, ?> newEndpoint) {
        endpoint = newEndpoint;
        deadline.startProcessing(newEndpoint.timeLimit(), System.nanoTime());
    }

    /** Counts an attempt to call the operation that has failed, and returns how many there were. */
    int countAttempt() {
        return ++attempts;
    }

    /** Returns whether the request was charged to this rate limit last, so that routing it again charges nothing. */
    public boolean isCharged(RateTier tier) {
        return chargedTier == tier;
    }

    /** Notes that the request was charged to this rate limit. */
    public void charged(RateTier tier) {
        chargedTier = tier;
    }

    /** Returns the request context for services, with a deadline that starts now. */
    public RequestContext requestContext(Duration timeLimit, RequestContext.@Nullable Idempotency idempotency) {
        return new RequestContext(
                principal, requestId, traceparent, Instant.now().plus(timeLimit), clientAddress.ip(), idempotency);
    }

    /**
     * Calls {@code next} with the result of the future on this event loop, or responds with its failure. A body that is not yet being
     * read is paused meanwhile, so that no bytes are lost.
     */
    public <T> void then(Future<T> future, Consumer<T> next) {
        then(future, next, this::fail);
    }

    /** Calls {@code next} with the result of the future, or {@code onFailure} with its failure. */
    <T> void then(Future<T> future, Consumer<T> next, Consumer<Throwable> onFailure) {
        if (future.isComplete()) {
            proceed(future, next, onFailure);
            return;
        }
        body.pause();
        future.onComplete(outcome -> tracker.runOnEventLoop(() -> {
            if (!completed) {
                proceed(future, next, onFailure);
            }
        }));
    }

    private <T> void proceed(Future<T> completedFuture, Consumer<T> next, Consumer<Throwable> onFailure) {
        if (completedFuture.succeeded()) {
            attempt(next, completedFuture.result());
        } else {
            attempt(onFailure, completedFuture.cause());
        }
    }

    /** Calls {@code next}; if it throws, responds with the failure. */
    public <T> void attempt(Consumer<T> next, T value) {
        try {
            next.accept(value);
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    /**
     * Returns the origin under which the client addresses this frontend, for comparison with its {@code Origin} header; null
     * without a host.
     */
    @Nullable
    public String ownOrigin() {
        HostAndPort authority = request.authority();
        return authority == null ? null : (clientAddress.secure() ? "https://" : "http://") + authority;
    }

    /** Returns the session cookies, named for the security of the connection. */
    public SessionCookies cookies() {
        return SessionCookies.of(clientAddress.secure());
    }

    /** Responds with a timeout if the deadline has passed. */
    void enforceTimeout(long nowNanos) {
        FailureCode failure = deadline.failureAt(nowNanos, body.bytesReceived());
        if (failure != null) {
            fail(Failure.of(failure));
        }
    }

    /** Responds with a failure. If the head of the response was already sent, the response is aborted instead. */
    public void fail(Throwable cause) {
        if (completed) {
            return;
        }
        if (response.headWritten()) {
            tracker.frontend.accessLog().responseAborted(requestId, method().name(), target(), cause);
            response.reset();
        } else {
            tracker.frontend.failureRenderer().render(this, cause);
        }
    }

    public boolean isCompleted() {
        return completed;
    }

    /** Returns the name of the operation, or the path if no operation matched. */
    public String target() {
        return endpoint == null ? path() : endpoint.name();
    }

    /**
     * Returns the status for logs and metrics: 101 for a request that became a WebSocket, 499 if the client disconnected before the
     * response was complete.
     */
    int status() {
        return response.ended() ? response.getStatusCode() : 499;
    }

    @Override
    public void handle(Void ended) {
        if (!completed) {
            completed = true;
            body.abandon(new HttpClosedException("The request ended before its body was read"));
            tracker.exchangeEnded(this);
            if (!body.mayBePresent()) {
                body.resume();
            }
        }
    }

    /** Ends the exchange because the connection was upgraded to a WebSocket. */
    void upgradedToWebSocket() {
        body.release();
        handle(null);
    }
}
