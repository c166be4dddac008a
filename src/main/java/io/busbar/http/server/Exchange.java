package io.busbar.http.server;

import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.RequestContext;
import io.busbar.bus.TraceContext;
import io.busbar.http.request.ClientAddress;
import io.busbar.http.response.CompressibleBody;
import io.busbar.http.response.Gzip;
import io.busbar.http.security.SessionCookies;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.HostAndPort;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One request and its response, on the event loop of its connection. The exchange itself is the end handler of the response. */
public final class Exchange implements Handler<Void> {
    /** The step to which the deadline applies. */
    enum Phase {
        READING_BODY,
        PROCESSING,
        SENDING_RESPONSE
    }

    private static final RequestContext.Principal ANONYMOUS = new RequestContext.Anonymous();

    /** Applies until an endpoint sets its own time limit. */
    private static final long DEFAULT_TIME_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(10);

    final long startNanos = System.nanoTime();
    public final ConnectionTracker tracker;
    public final HttpServerRequest request;
    public final HttpServerResponse response;
    public final ClientConnection clientConnection;
    public final ClientAddress clientAddress;
    public final String requestId;
    final String traceparent;

    /** Links of the list of active exchanges, maintained by {@link ConnectionTracker}. */
    @Nullable
    Exchange previousExchange;

    @Nullable
    Exchange nextExchange;

    private RequestContext.Principal principal = ANONYMOUS;
    private @Nullable Endpoint endpoint;
    private Phase phase = Phase.PROCESSING;
    private long deadlineNanos = startNanos + DEFAULT_TIME_LIMIT_NANOS;
    private long bytesReceived;
    private boolean paused;
    private boolean completed;

    Exchange(ConnectionTracker tracker, HttpServerRequest request, ClientConnection clientConnection) {
        this.tracker = tracker;
        this.request = request;
        this.response = request.response();
        this.clientConnection = clientConnection;
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
    Endpoint endpoint() {
        return endpoint;
    }

    /** Assigns the endpoint and starts its time limit. */
    void assignEndpoint(Endpoint newEndpoint) {
        endpoint = newEndpoint;
        startProcessing(newEndpoint.timeLimit());
    }

    /** Returns the request context for services, with a deadline that starts now. */
    public RequestContext requestContext(Duration timeLimit, RequestContext.@Nullable Idempotency idempotency) {
        return new RequestContext(
                principal, requestId, traceparent, Instant.now().plus(timeLimit), clientAddress.ip(), idempotency);
    }

    /**
     * Calls {@code next} with the result of the future on this event loop, or responds with its failure. The body is paused
     * meanwhile, so that no bytes are lost.
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
        pause();
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

    /** Pauses the body, or data that follows a WebSocket request, until {@link #resume()}. */
    public void pause() {
        if (!paused && (hasBody() || request.canUpgradeToWebSocket()) && !request.isEnded()) {
            paused = true;
            request.pause();
            // Without a handler the connection would be closed without a response if the body turns out to be malformed
            // meanwhile.
            request.exceptionHandler(this::failUnreadableBody);
        }
    }

    /** Resumes the body. Its handlers must be set before. */
    public void resume() {
        if (paused) {
            paused = false;
            request.resume();
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

    /** Returns whether the request announces a body. */
    public boolean hasBody() {
        MultiMap headers = request.headers();
        String length = headers.get(HttpHeaders.CONTENT_LENGTH);
        if (length != null) {
            return !length.equals("0");
        }
        return headers.contains(HttpHeaders.TRANSFER_ENCODING)
                || (clientConnection.multiplexed && !isBodyless(method()));
    }

    private static boolean isBodyless(HttpMethod method) {
        return method.equals(HttpMethod.GET)
                || method.equals(HttpMethod.HEAD)
                || method.equals(HttpMethod.OPTIONS)
                || method.equals(HttpMethod.DELETE);
    }

    /** Starts the read timeout of the body. */
    public void startReadingBody() {
        phase = Phase.READING_BODY;
        deadlineNanos = System.nanoTime()
                + tracker.frontend.settings().requestLimits().readTimeout().toNanos();
        String expect = request.headers().get(HttpHeaders.EXPECT);
        if (expect != null && expect.equalsIgnoreCase("100-continue")) {
            response.writeContinue();
        }
    }

    /** Records received bytes of the body, which extend the read timeout. */
    public void received(int bytes) {
        bytesReceived += bytes;
    }

    public long received() {
        return bytesReceived;
    }

    /** Starts the time limit of the operation, plus a grace period in which the bus can report the timeout more precisely. */
    public void startProcessing(Duration timeLimit) {
        phase = Phase.PROCESSING;
        deadlineNanos = System.nanoTime() + timeLimit.toNanos() + ConnectionTracker.TIMEOUT_GRACE_NANOS;
    }

    /** Ends the read timeout and starts the time limit of the operation. */
    public void bodyCompleted() {
        if (endpoint != null) {
            startProcessing(endpoint.timeLimit());
        }
    }

    /** Lifts the time limit. While the response is sent, only the idle timeout of the connection applies. */
    public void startSending() {
        phase = Phase.SENDING_RESPONSE;
    }

    /** Responds with a timeout if the deadline has passed. */
    void enforceTimeout(long nowNanos) {
        if (phase == Phase.READING_BODY
                && nowNanos - deadlineNanos - bytesReceived * ConnectionTracker.READ_NANOS_PER_BYTE >= 0) {
            fail(Failure.of(FailureCode.REQUEST_TIMEOUT));
        } else if (phase == Phase.PROCESSING && nowNanos - deadlineNanos >= 0) {
            fail(Failure.of(FailureCode.DEADLINE_EXCEEDED));
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

    /** Responds with MALFORMED_REQUEST because the body cannot be read. Does nothing if the client disconnected. */
    public void failUnreadableBody(Throwable cause) {
        if (!(cause instanceof HttpClosedException)) {
            fail(Failure.of(FailureCode.MALFORMED_REQUEST, "The body cannot be read because its framing is invalid"));
            ConnectionChannel.flush(clientConnection.httpConnection);
        }
    }

    /**
     * Responds with text, compressed if the client accepts gzip. Not for text that contains secrets, because the compressed length
     * can reveal them.
     */
    public void endText(int status, CharSequence mediaType, Buffer text) {
        endText(status, mediaType, new CompressibleBody(text));
    }

    /** Responds with a text that several responses share. */
    public void endText(int status, CharSequence mediaType, CompressibleBody text) {
        if (Gzip.shouldCompress(request.headers().get(HttpHeaders.ACCEPT_ENCODING), text.length())) {
            response.headers().set(HttpHeaders.CONTENT_ENCODING, HeaderNames.GZIP);
            end(status, mediaType, text.compressed());
        } else {
            end(status, mediaType, text.plain());
        }
    }

    /** Responds with a body. */
    public void end(int status, @Nullable CharSequence mediaType, Buffer body) {
        if (completed) {
            return;
        }
        response.setStatusCode(status);
        if (mediaType != null) {
            response.headers().set(HttpHeaders.CONTENT_TYPE, mediaType);
        }
        prepareHead();
        if (method().equals(HttpMethod.HEAD)) {
            response.headers().set(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()));
            response.end();
        } else {
            response.end(body);
        }
    }

    /** Responds without a body. */
    public void end(int status) {
        if (completed) {
            return;
        }
        response.setStatusCode(status);
        prepareHead();
        response.end();
    }

    /** Sets the connection headers; call just before the head of the response is sent. */
    public void prepareHead() {
        if (!clientConnection.multiplexed && (tracker.frontend.isDraining() || hasUnreadBody())) {
            clientConnection.closing = true;
            response.headers().set(HttpHeaders.CONNECTION, HeaderNames.CLOSE);
        }
    }

    /** Returns whether part of the body has not arrived and will not be read. */
    boolean hasUnreadBody() {
        return hasBody() && !request.isEnded();
    }

    public boolean isCompleted() {
        return completed;
    }

    /** Returns the name of the operation, or the path if no operation matched. */
    public String target() {
        return endpoint == null ? path() : endpoint.name();
    }

    /** Returns the access log entry of this exchange. */
    AccessLog.AccessLogEntry accessLogEntry(long durationNanos) {
        return new AccessLog.AccessLogEntry(
                requestId,
                traceparent,
                method().name(),
                path(),
                endpoint == null ? null : endpoint.name(),
                status(),
                durationNanos,
                response.bytesWritten(),
                clientAddress.ip(),
                principal);
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
            tracker.exchangeEnded(this);
            if (!hasBody()) {
                resume();
            }
        }
    }

    /** Ends the exchange because the connection was upgraded to a WebSocket. */
    void upgradedToWebSocket() {
        paused = false;
        handle(null);
    }
}
