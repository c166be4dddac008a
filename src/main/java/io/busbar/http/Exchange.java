package io.busbar.http;

import io.busbar.bus.Caller;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Trace;
import io.busbar.http.call.AccessLog;
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
final class Exchange implements Handler<Void> {
    /** What the clock is running against. */
    enum Phase {
        READING,
        WORKING,
        SENDING
    }

    private static final Caller.Who NOBODY = new Caller.Nobody();
    private static final int LONGEST_REQUEST_ID = 128;

    final long started = System.nanoTime();
    final ConnectionTracker traffic;
    final HttpServerRequest request;
    final HttpServerResponse response;
    final ClientConnection peer;
    final ClientAddress client;
    final String requestId;
    final String trace;

    /** The place in the list of what is under way; {@link ConnectionTracker}'s business. */
    @Nullable
    Exchange before;

    @Nullable
    Exchange after;

    private Caller.Who who = NOBODY;
    private @Nullable Endpoint endpoint;
    private Phase phase = Phase.WORKING;
    private long limit = started + TimeUnit.SECONDS.toNanos(10); // until somebody knows better
    private long bytesIn;
    private boolean paused;
    private boolean over;

    Exchange(ConnectionTracker traffic, HttpServerRequest request, ClientConnection peer) {
        this.traffic = traffic;
        this.request = request;
        this.response = request.response();
        this.peer = peer;
        MultiMap headers = request.headers();
        this.client = peer.trusted
                ? ClientAddress.behind(
                        peer.address, headers, traffic.site.settings().trustedProxies())
                : peer.address;
        String givenId = headers.get(HeaderNames.REQUEST_ID);
        String parent = headers.get(HeaderNames.TRACEPARENT);
        Trace fresh = Trace.start();
        this.requestId = givenId != null && isRequestId(givenId) ? givenId : fresh.requestId();
        this.trace = parent == null
                ? fresh.header()
                : Trace.valid(parent).map(Trace::next).orElse(fresh.header());
        response.endHandler(this);
        traffic.site.announce(this);
    }

    /** The path as it came, never null; without the query. */
    String path() {
        String path = request.path();
        return path == null ? "" : path;
    }

    HttpMethod method() {
        return request.method();
    }

    Caller.Who who() {
        return who;
    }

    void who(Caller.Who known) {
        who = known;
    }

    @Nullable
    Endpoint endpoint() {
        return endpoint;
    }

    /** The request is this endpoint's, and may take this long in all that follows. */
    void claimedBy(Endpoint owner) {
        endpoint = owner;
        working(owner.timeLimit());
    }

    /** The caller as services see it, with time until the limit from now. */
    Caller caller(Duration timeLimit, Caller.@Nullable Idempotency idempotency) {
        return new Caller(who, requestId, trace, Instant.now().plus(timeLimit), client.text(), idempotency);
    }

    /** Goes on with the future's result, on this loop; its failure is the answer. Meanwhile no byte of the body is lost. */
    <T> void then(Future<T> future, Consumer<T> next) {
        then(future, next, this::fail);
    }

    /** The same, with something else to do about a failure. */
    <T> void then(Future<T> future, Consumer<T> next, Consumer<Throwable> otherwise) {
        if (future.succeeded()) {
            attempt(next, future.result());
        } else if (future.failed()) {
            attempt(otherwise, future.cause());
        } else {
            pause();
            future.onComplete(done -> traffic.onLoop(() -> {
                if (over) {
                    return;
                }
                if (done.succeeded()) {
                    attempt(next, done.result());
                } else {
                    attempt(otherwise, done.cause());
                }
            }));
        }
    }

    /** Goes on; what it throws is the answer. */
    <T> void attempt(Consumer<T> next, T value) {
        try {
            next.accept(value);
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    /** Holds back the body until {@link #resume()}, or what comes behind a request for a WebSocket. */
    void pause() {
        if (!paused && (hasBody() || request.canUpgradeToWebSocket()) && !request.isEnded()) {
            paused = true;
            request.pause();
        }
    }

    /** Lets the body flow again, to handlers that are in place by now. */
    void resume() {
        if (paused) {
            paused = false;
            request.resume();
        }
    }

    /** This front as the client addresses it, for comparing with its {@code Origin}; null without a host. */
    @Nullable
    String ownOrigin() {
        HostAndPort authority = request.authority();
        return authority == null ? null : (client.secure() ? "https://" : "http://") + authority;
    }

    /** The session cookies as this client has them. */
    SessionCookies cookies() {
        return SessionCookies.of(client.secure());
    }

    /** Whether the request announces a body. */
    boolean hasBody() {
        MultiMap headers = request.headers();
        String length = headers.get(HttpHeaders.CONTENT_LENGTH);
        if (length != null) {
            return !length.equals("0");
        }
        return headers.contains(HttpHeaders.TRANSFER_ENCODING) || (peer.multiplexed && !bodyless(method()));
    }

    private static boolean bodyless(HttpMethod method) {
        return method.equals(HttpMethod.GET)
                || method.equals(HttpMethod.HEAD)
                || method.equals(HttpMethod.OPTIONS)
                || method.equals(HttpMethod.DELETE);
    }

    /** From now on the clock runs against the client, which sends the body. */
    void reading() {
        phase = Phase.READING;
        limit = System.nanoTime() + traffic.site.settings().limits().arrival().toNanos();
        String expect = request.headers().get(HttpHeaders.EXPECT);
        if (expect != null && expect.equalsIgnoreCase("100-continue")) {
            response.writeContinue();
        }
    }

    /** Part of the body has come, which earns it more time. */
    void received(int bytes) {
        bytesIn += bytes;
    }

    long received() {
        return bytesIn;
    }

    /** From now on the clock runs against us. A little more than the limit: the bus says better what was late. */
    void working(Duration timeLimit) {
        phase = Phase.WORKING;
        limit = System.nanoTime() + timeLimit.toNanos() + ConnectionTracker.GRACE;
    }

    /** The body is here; what may still take time is ours. */
    void arrived() {
        if (endpoint != null) {
            working(endpoint.timeLimit());
        }
    }

    /** From now on the client takes its time to read; the connection's idle limit holds. */
    void sending() {
        phase = Phase.SENDING;
    }

    /** Answers for a clock that ran out. */
    void checkClock(long now) {
        if (phase == Phase.READING && now - limit - bytesIn * ConnectionTracker.TIME_PER_BYTE >= 0) {
            fail(Failure.of(FailureCode.REQUEST_TIMEOUT));
        } else if (phase == Phase.WORKING && now - limit >= 0) {
            fail(Failure.of(FailureCode.DEADLINE_EXCEEDED));
        }
    }

    /** Answers with a failure; if the answer has begun already, all that is left is to break it off. */
    void fail(Throwable cause) {
        if (over) {
            return;
        }
        if (response.headWritten()) {
            traffic.site.log().broken(requestId, method().name(), what(), cause);
            response.reset();
        } else {
            traffic.site.failures().render(this, cause);
        }
    }

    /** The body cannot be read to its end. When the client is gone there is nobody to tell. */
    void broken(Throwable cause) {
        if (!(cause instanceof HttpClosedException)) {
            fail(Failure.of(FailureCode.MALFORMED_REQUEST, "The body cannot be read: its framing is broken"));
            ListeningSocket.flush(peer.connection);
        }
    }

    /** Answers with text, compressed if the client likes. Not for text with secrets in it: its length would tell of them. */
    void endText(int status, CharSequence mediaType, Buffer text) {
        endText(status, mediaType, new TextBody(text));
    }

    /** The same with a text that others may be given too. */
    void endText(int status, CharSequence mediaType, TextBody text) {
        if (Gzip.suits(request.headers().get(HttpHeaders.ACCEPT_ENCODING), text.length())) {
            response.headers().set(HttpHeaders.CONTENT_ENCODING, HeaderNames.GZIP);
            end(status, mediaType, text.packed());
        } else {
            end(status, mediaType, text.plain());
        }
    }

    /** Answers with these bytes. */
    void end(int status, @Nullable CharSequence mediaType, Buffer body) {
        if (over) {
            return;
        }
        response.setStatusCode(status);
        if (mediaType != null) {
            response.headers().set(HttpHeaders.CONTENT_TYPE, mediaType);
        }
        beforeHead();
        if (method().equals(HttpMethod.HEAD)) {
            response.headers().set(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()));
            response.end();
        } else {
            response.end(body);
        }
    }

    /** Answers without a body. */
    void end(int status) {
        if (over) {
            return;
        }
        response.setStatusCode(status);
        beforeHead();
        response.end();
    }

    /** What is decided just before the head of the answer goes out. */
    void beforeHead() {
        if (!peer.multiplexed && (traffic.site.draining() || unreadBody())) {
            peer.closing = true;
            response.headers().set(HttpHeaders.CONNECTION, HeaderNames.CLOSE);
        }
    }

    /** Whether part of the body is still to come, which nobody will read. */
    boolean unreadBody() {
        return hasBody() && !request.isEnded();
    }

    boolean isOver() {
        return over;
    }

    /** What it was for: the operation, or else the path. */
    String what() {
        return endpoint == null ? path() : endpoint.name();
    }

    /** Its line in the access log. */
    AccessLog.Entry line(long nanos) {
        return new AccessLog.Entry(
                requestId,
                trace,
                method().name(),
                path(),
                endpoint == null ? null : endpoint.name(),
                status(),
                nanos,
                response.bytesWritten(),
                client.text(),
                who);
    }

    /** The status for the log: 101 when the request became a socket, 499 when the client went before the answer was whole. */
    int status() {
        return response.ended() ? response.getStatusCode() : 499;
    }

    @Override
    public void handle(Void ended) {
        if (!over) {
            over = true;
            traffic.ended(this);
            if (!hasBody()) {
                resume();
            }
        }
    }

    /** The request has become a socket, and this is the end of it. */
    void upgraded() {
        paused = false;
        handle(null);
    }

    /** Something that a log line, a header and a human can carry. */
    private static boolean isRequestId(String text) {
        if (text.isEmpty() || text.length() > LONGEST_REQUEST_ID) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!word && c != '-' && c != '_' && c != '.' && c != ':') {
                return false;
            }
        }
        return true;
    }
}
