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

/** One request on its way to its answer, on the event loop of its connection. It is the response's end handler itself. */
public final class Exchange implements Handler<Void> {
    /** What the clock is running against. */
    enum Phase {
        READING_BODY,
        PROCESSING,
        SENDING_RESPONSE
    }

    private static final RequestContext.Principal ANONYMOUS = new RequestContext.Anonymous();
    private static final int MAX_REQUEST_ID_LENGTH = 128;

    final long startNanos = System.nanoTime();
    public final ConnectionTracker tracker;
    public final HttpServerRequest request;
    public final HttpServerResponse response;
    public final ClientConnection clientConnection;
    public final ClientAddress clientAddress;
    public final String requestId;
    final String traceparent;

    /** The place in the list of what is under way; {@link ConnectionTracker}'s business. */
    @Nullable
    Exchange previousExchange;

    @Nullable
    Exchange nextExchange;

    private RequestContext.Principal principal = ANONYMOUS;
    private @Nullable Endpoint endpoint;
    private Phase phase = Phase.PROCESSING;
    private long deadlineNanos = startNanos + TimeUnit.SECONDS.toNanos(10); // until somebody knows better
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
                clientRequestId != null && isValidRequestId(clientRequestId) ? clientRequestId : newTrace.requestId();
        this.traceparent = incomingTraceparent == null
                ? newTrace.traceparent()
                : TraceContext.parse(incomingTraceparent)
                        .map(TraceContext::nextSpan)
                        .orElse(newTrace.traceparent());
        response.endHandler(this);
        tracker.frontend.addCommonHeaders(this);
    }

    /** The path as it came, never null; without the query. */
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

    /** The request is this endpoint's, and may take this long in all that follows. */
    void assignEndpoint(Endpoint newEndpoint) {
        endpoint = newEndpoint;
        startProcessing(newEndpoint.timeLimit());
    }

    /** The caller as services see it, with time until the limit from now. */
    public RequestContext requestContext(Duration timeLimit, RequestContext.@Nullable Idempotency idempotency) {
        return new RequestContext(
                principal, requestId, traceparent, Instant.now().plus(timeLimit), clientAddress.ip(), idempotency);
    }

    /** Goes on with the future's result, on this loop; its failure is the answer. Meanwhile no byte of the body is lost. */
    public <T> void then(Future<T> future, Consumer<T> next) {
        then(future, next, this::fail);
    }

    /** The same, with something else to do about a failure. */
    <T> void then(Future<T> future, Consumer<T> next, Consumer<Throwable> onFailure) {
        if (future.succeeded()) {
            attempt(next, future.result());
        } else if (future.failed()) {
            attempt(onFailure, future.cause());
        } else {
            pause();
            future.onComplete(outcome -> tracker.runOnEventLoop(() -> {
                if (completed) {
                    return;
                }
                if (outcome.succeeded()) {
                    attempt(next, outcome.result());
                } else {
                    attempt(onFailure, outcome.cause());
                }
            }));
        }
    }

    /** Goes on; what it throws is the answer. */
    public <T> void attempt(Consumer<T> next, T value) {
        try {
            next.accept(value);
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    /** Holds back the body until {@link #resume()}, or what comes behind a request for a WebSocket. */
    public void pause() {
        if (!paused && (hasBody() || request.canUpgradeToWebSocket()) && !request.isEnded()) {
            paused = true;
            request.pause();
        }
    }

    /** Lets the body flow again, to handlers that are in place by now. */
    public void resume() {
        if (paused) {
            paused = false;
            request.resume();
        }
    }

    /** This front as the client addresses it, for comparing with its {@code Origin}; null without a host. */
    @Nullable
    public String ownOrigin() {
        HostAndPort authority = request.authority();
        return authority == null ? null : (clientAddress.secure() ? "https://" : "http://") + authority;
    }

    /** The session cookies as this client has them. */
    public SessionCookies cookies() {
        return SessionCookies.of(clientAddress.secure());
    }

    /** Whether the request announces a body. */
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

    /** From now on the clock runs against the client, which sends the body. */
    public void startReadingBody() {
        phase = Phase.READING_BODY;
        deadlineNanos = System.nanoTime()
                + tracker.frontend.settings().limits().readTimeout().toNanos();
        String expect = request.headers().get(HttpHeaders.EXPECT);
        if (expect != null && expect.equalsIgnoreCase("100-continue")) {
            response.writeContinue();
        }
    }

    /** Part of the body has come, which earns it more time. */
    public void received(int bytes) {
        bytesReceived += bytes;
    }

    public long received() {
        return bytesReceived;
    }

    /** From now on the clock runs against us. A little more than the limit: the bus says better what was late. */
    public void startProcessing(Duration timeLimit) {
        phase = Phase.PROCESSING;
        deadlineNanos = System.nanoTime() + timeLimit.toNanos() + ConnectionTracker.TIMEOUT_GRACE_NANOS;
    }

    /** The body is here; what may still take time is ours. */
    public void bodyCompleted() {
        if (endpoint != null) {
            startProcessing(endpoint.timeLimit());
        }
    }

    /** From now on the client takes its time to read; the connection's idle limit holds. */
    public void startSending() {
        phase = Phase.SENDING_RESPONSE;
    }

    /** Answers for a clock that ran out. */
    void enforceTimeout(long nowNanos) {
        if (phase == Phase.READING_BODY
                && nowNanos - deadlineNanos - bytesReceived * ConnectionTracker.READ_NANOS_PER_BYTE >= 0) {
            fail(Failure.of(FailureCode.REQUEST_TIMEOUT));
        } else if (phase == Phase.PROCESSING && nowNanos - deadlineNanos >= 0) {
            fail(Failure.of(FailureCode.DEADLINE_EXCEEDED));
        }
    }

    /** Answers with a failure; if the answer has begun already, all that is left is to break it off. */
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

    /** The body cannot be read to its end. When the client is gone there is nobody to tell. */
    public void failUnreadableBody(Throwable cause) {
        if (!(cause instanceof HttpClosedException)) {
            fail(Failure.of(FailureCode.MALFORMED_REQUEST, "The body cannot be read: its framing is broken"));
            ListeningSocket.flush(clientConnection.httpConnection);
        }
    }

    /** Answers with text, compressed if the client likes. Not for text with secrets in it: its length would tell of them. */
    public void endText(int status, CharSequence mediaType, Buffer text) {
        endText(status, mediaType, new CompressibleBody(text));
    }

    /** The same with a text that others may be given too. */
    public void endText(int status, CharSequence mediaType, CompressibleBody text) {
        if (Gzip.shouldCompress(request.headers().get(HttpHeaders.ACCEPT_ENCODING), text.length())) {
            response.headers().set(HttpHeaders.CONTENT_ENCODING, HeaderNames.GZIP);
            end(status, mediaType, text.compressed());
        } else {
            end(status, mediaType, text.plain());
        }
    }

    /** Answers with these bytes. */
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

    /** Answers without a body. */
    public void end(int status) {
        if (completed) {
            return;
        }
        response.setStatusCode(status);
        prepareHead();
        response.end();
    }

    /** What is decided just before the head of the answer goes out. */
    public void prepareHead() {
        if (!clientConnection.multiplexed && (tracker.frontend.isDraining() || hasUnreadBody())) {
            clientConnection.closing = true;
            response.headers().set(HttpHeaders.CONNECTION, HeaderNames.CLOSE);
        }
    }

    /** Whether part of the body is still to come, which nobody will read. */
    boolean hasUnreadBody() {
        return hasBody() && !request.isEnded();
    }

    public boolean isCompleted() {
        return completed;
    }

    /** What it was for: the operation, or else the path. */
    public String target() {
        return endpoint == null ? path() : endpoint.name();
    }

    /** Its line in the access log. */
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

    /** The status for the log: 101 when the request became a socket, 499 when the client went before the answer was whole. */
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

    /** The request has become a socket, and this is the end of it. */
    void upgradedToSocket() {
        paused = false;
        handle(null);
    }

    /** Something that a log line, a header and a human can carry. */
    private static boolean isValidRequestId(String text) {
        if (text.isEmpty() || text.length() > MAX_REQUEST_ID_LENGTH) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean isAlphanumeric = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!isAlphanumeric && c != '-' && c != '_' && c != '.' && c != ':') {
                return false;
            }
        }
        return true;
    }
}
