package io.busbar.http.server;

import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Require;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerFileUpload;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.streams.ReadStream;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The body of one request. It can be read once, unless it is retained: into memory, as a stream, or as a form. Every way of reading
 * counts the bytes, enforces a limit, and ends the read timeout with the last byte, so that a client is only blamed for its own delays.
 */
public final class IncomingBody {
    private enum ReadState {
        NOT_READ,
        READING,
        ENDED,
        ABANDONED
    }

    private final HttpServerRequest request;
    private final ClientConnection clientConnection;
    private final RequestDeadline deadline;
    private final Duration readTimeout;
    private final Executor eventLoop;
    private final Consumer<Throwable> fail;
    private ReadState state = ReadState.NOT_READ;
    private Consumer<Throwable> onAbandoned = cause -> {};
    private long bytesReceived;
    private boolean paused;
    private boolean retaining;
    private @Nullable Buffer retained;

    /** Creates the body of a request. {@code fail} responds with a failure, unless the request already has a response. */
    IncomingBody(
            HttpServerRequest request,
            ClientConnection clientConnection,
            RequestDeadline deadline,
            Duration readTimeout,
            Executor eventLoop,
            Consumer<Throwable> fail) {
        this.request = request;
        this.clientConnection = clientConnection;
        this.deadline = deadline;
        this.readTimeout = readTimeout;
        this.eventLoop = eventLoop;
        this.fail = fail;
    }

    /** Returns whether the request may have a body. Over HTTP/2, only the end of the stream shows that it has none. */
    public boolean mayBePresent() {
        MultiMap headers = request.headers();
        String length = headers.get(HttpHeaders.CONTENT_LENGTH);
        if (length != null) {
            return !length.equals("0");
        }
        return headers.contains(HttpHeaders.TRANSFER_ENCODING)
                || (clientConnection.multiplexed && !isBodyless(request.method()));
    }

    private static boolean isBodyless(HttpMethod method) {
        return method.equals(HttpMethod.GET)
                || method.equals(HttpMethod.HEAD)
                || method.equals(HttpMethod.OPTIONS)
                || method.equals(HttpMethod.DELETE);
    }

    /** Returns whether part of the body has not arrived. */
    boolean isIncomplete() {
        return mayBePresent() && !request.isEnded();
    }

    long bytesReceived() {
        return bytesReceived;
    }

    /**
     * Reads the body into memory and passes it to {@code next}. Responds with a failure if the body is too large, malformed or late.
     *
     * @throws Failure if the Content-Length exceeds the limit
     */
    public void readAll(long maxBytes, Consumer<Buffer> next) {
        if (retained != null) {
            Require.that(retained.length() <= maxBytes, () -> tooLarge(maxBytes));
            next.accept(retained);
            return;
        }
        BodyCollector collector = new BodyCollector();
        startReading(maxBytes, collector, () -> next.accept(retain(collector.bytes())), cause -> {});
        resume();
    }

    /** Lets the body be read into memory again after the first time. */
    void retain() {
        retaining = true;
    }

    private Buffer retain(Buffer bytes) {
        if (retaining) {
            retained = bytes;
        }
        return bytes;
    }

    /**
     * Returns the body as a paused stream, whose consumer controls its flow. Time in which the stream is paused counts as processing
     * time. If the body is too large, malformed or late, the request gets a failure as its response and the stream fails too.
     *
     * @throws Failure if the Content-Length exceeds the limit
     */
    public ReadStream<Buffer> stream(long maxBytes) {
        BodyStream stream = new BodyStream(this);
        startReading(maxBytes, stream::receive, stream::end, stream::fail);
        pauseReading();
        return stream;
    }

    /**
     * Reads a multipart form: passes each file to {@code onFile} as it starts, each chunk of the raw body to {@code onChunk}, and
     * calls {@code onEnd} after the last. The text fields are then among the form attributes of the request.
     *
     * @throws Failure if the Content-Length exceeds the limit
     */
    public void readForm(long maxBytes, Handler<HttpServerFileUpload> onFile, Handler<Buffer> onChunk, Runnable onEnd) {
        startReading(maxBytes, onChunk, onEnd, cause -> {});
        request.setExpectMultipart(true);
        request.uploadHandler(onFile);
        resume();
    }

    private void startReading(
            long maxBytes, Handler<Buffer> onChunk, Runnable onEnd, Consumer<Throwable> newOnAbandoned) {
        requireContentLength(maxBytes);
        state = ReadState.READING;
        onAbandoned = newOnAbandoned;
        deadline.startReading(readTimeout, System.nanoTime());
        String expect = request.headers().get(HttpHeaders.EXPECT);
        if (expect != null && expect.equalsIgnoreCase("100-continue")) {
            request.response().writeContinue();
        }
        request.exceptionHandler(this::failUnreadable);
        request.handler(chunk -> receive(chunk, maxBytes, onChunk));
        request.endHandler(v -> end(onEnd));
    }

    /** Rejects a body whose Content-Length exceeds the limit, before reading any of it. */
    private void requireContentLength(long maxBytes) {
        String contentLength = request.headers().get(HttpHeaders.CONTENT_LENGTH);
        // Netty has already rejected values that are not numbers. More than 18 digits might overflow and exceed every
        // limit.
        boolean isTooLarge =
                contentLength != null && (contentLength.length() > 18 || Long.parseLong(contentLength) > maxBytes);
        Require.that(!isTooLarge, () -> tooLarge(maxBytes));
    }

    private static Failure tooLarge(long maxBytes) {
        return Failure.of(FailureCode.PAYLOAD_TOO_LARGE, "The body must be at most " + maxBytes + " bytes");
    }

    private void receive(Buffer chunk, long maxBytes, Handler<Buffer> onChunk) {
        if (state != ReadState.READING) {
            return;
        }
        bytesReceived += chunk.length();
        if (bytesReceived > maxBytes) {
            Failure failure = tooLarge(maxBytes);
            abandon(failure);
            fail.accept(failure);
        } else {
            onChunk.handle(chunk);
        }
    }

    private void end(Runnable onEnd) {
        if (state != ReadState.READING) {
            return;
        }
        state = ReadState.ENDED;
        deadline.finishReading(System.nanoTime());
        try {
            onEnd.run();
        } catch (RuntimeException e) {
            fail.accept(e);
        }
    }

    /** Responds with MALFORMED_REQUEST because the body cannot be read, unless the client disconnected. */
    private void failUnreadable(Throwable cause) {
        if (cause instanceof HttpClosedException) {
            abandon(cause);
            return;
        }
        Failure failure =
                Failure.of(FailureCode.MALFORMED_REQUEST, "The body cannot be read because its framing is invalid");
        abandon(failure);
        fail.accept(failure);
        ConnectionChannel.flush(clientConnection.httpConnection);
    }

    /** Stops reading, because the request has ended. The rest of the body may be discarded after {@link #resume()}. */
    void abandon(Throwable cause) {
        if (state == ReadState.READING) {
            state = ReadState.ABANDONED;
            paused = true; // the consumer of a stream may have paused it
            onAbandoned.accept(cause);
        }
    }

    /** Holds back a body that is not yet being read, or data that follows a WebSocket request, until {@link #resume()}. */
    void pause() {
        if (state == ReadState.NOT_READ
                && !paused
                && (mayBePresent() || request.canUpgradeToWebSocket())
                && !request.isEnded()) {
            paused = true;
            request.pause();
            // Without a handler the connection would be closed without a response if the body turns out to be malformed
            // meanwhile.
            request.exceptionHandler(this::failUnreadable);
        }
    }

    /** Lets a paused body flow. Its handlers must be set before. */
    void resume() {
        if (paused) {
            paused = false;
            request.resume();
        }
    }

    /** Forgets that the body is paused without resuming it: after an upgrade, the WebSocket controls the flow of the connection. */
    void release() {
        paused = false;
    }

    /** Runs a task of the stream's consumer, who may be on any thread, on the event loop while the body is being read. */
    void runWhileReading(Runnable task) {
        eventLoop.execute(() -> {
            if (state == ReadState.READING) {
                task.run();
            }
        });
    }

    void pauseReading() {
        request.pause();
        deadline.finishReading(System.nanoTime());
    }

    void fetch(long amount) {
        deadline.startReading(readTimeout, System.nanoTime());
        request.fetch(amount);
    }
}
