package io.busbar.http.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientWebSocket;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket client of the bridge, raw or with SockJS frames, that can send malformed frames. It does not use the JDK's client: if a
 * connection ends right after a message that the listener has not received yet, {@code TransportImpl.acknowledgeReception} throws an
 * {@code InternalError}, and the listener never learns that the connection has ended.
 */
public final class SocketClient implements AutoCloseable {
    private static final int MAX_BYTES = 16 << 20;
    private static final int MAX_SOCKETS = 2_000;
    private static final int NO_STATUS = 1006;
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final WebSocketClient CLIENT = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1))
            .createWebSocketClient(new WebSocketClientOptions()
                    .setConnectTimeout((int) TIMEOUT.toMillis())
                    .setMaxConnections(MAX_SOCKETS)
                    .setMaxFrameSize(MAX_BYTES)
                    .setMaxMessageSize(MAX_BYTES)
                    .setClosingTimeout(0));

    private final BlockingQueue<JsonObject> frames = new LinkedBlockingQueue<>();
    private final CompletableFuture<@Nullable Void> opened = new CompletableFuture<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final boolean framed;
    private final ClientWebSocket socket = CLIENT.webSocket();
    private boolean partial;

    private SocketClient(int port, String path, String... headers) {
        framed = !path.endsWith("/eventbus/websocket");
        WebSocketConnectOptions target = new WebSocketConnectOptions()
                .setHost("127.0.0.1")
                .setPort(port)
                .setURI(path)
                .setAllowOriginHeader(List.of(headers).contains("Origin")); // it makes one up if the test has none
        for (int i = 0; i < headers.length; i += 2) {
            target.addHeader(headers[i], headers[i + 1]);
        }
        socket.textMessageHandler(this::receive)
                .frameHandler(frame -> {
                    if (frame.isClose()) {
                        closed.complete((int) frame.closeStatusCode());
                    }
                })
                .closeHandler(end -> closed.complete(NO_STATUS));
        join(socket.connect(target));
    }

    /** Opens a raw socket with these headers. */
    public static SocketClient open(int port, String... headers) {
        return new SocketClient(port, "/eventbus/websocket", headers);
    }

    /** Opens a socket as the official client does. */
    static SocketClient openFramed(int port, String... headers) {
        SocketClient client = new SocketClient(port, "/eventbus/000/" + UUID.randomUUID() + "/websocket", headers);
        client.opened.orTimeout(TIMEOUT.toSeconds(), TimeUnit.SECONDS).join();
        return client;
    }

    /** Returns the HTTP status of a rejected handshake. */
    static int rejectedStatus(int port, String path, String... headers) {
        try {
            new SocketClient(port, path, headers).close();
            throw new AssertionError("The handshake was accepted");
        } catch (CompletionException e) {
            if (e.getCause() instanceof UpgradeRejectedException refusal) {
                return refusal.getStatus();
            }
            throw e;
        }
    }

    public SocketClient sendFrame(JsonObject frame) {
        return sendFrame(frame.encode());
    }

    SocketClient sendFrame(String text) {
        join(write(framed ? new JsonArray().add(text).encode() : text, true));
        return this;
    }

    /** Sends part of a message; returns whether the server still accepted it. */
    boolean sendPart(String text, boolean last) {
        try {
            join(write(text, last));
            return true;
        } catch (CompletionException gone) {
            return false;
        }
    }

    /** Writes one frame of any size. */
    private Future<Void> write(String text, boolean last) {
        WebSocketFrame frame = partial
                ? WebSocketFrame.continuationFrame(Buffer.buffer(text), last)
                : WebSocketFrame.textFrame(text, last);
        partial = !last;
        return socket.writeFrame(frame);
    }

    private static void join(Future<?> future) {
        future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(TIMEOUT.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    /** Calls an operation and returns its reply. */
    public JsonObject ask(String service, String action, @Nullable Object body, String... headers) {
        String reply = send(service, action, body, headers);
        return next(frame -> reply.equals(frame.getString("address")));
    }

    /** Calls an operation without waiting; returns the reply address. */
    String send(String service, String action, @Nullable Object body, String... headers) {
        String reply = UUID.randomUUID().toString();
        JsonObject fields = fields(headers).put("action", action);
        sendFrame(new JsonObject()
                .put("type", "send")
                .put("address", service)
                .put("headers", fields)
                .put("body", body)
                .put("replyAddress", reply));
        return reply;
    }

    public SocketClient register(String address, String... headers) {
        return sendFrame(
                new JsonObject().put("type", "register").put("address", address).put("headers", fields(headers)));
    }

    SocketClient ping() {
        return sendFrame(new JsonObject().put("type", "ping"));
    }

    /** Returns the next frame. */
    public JsonObject next() {
        try {
            JsonObject frame = frames.poll(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
            assertThat(frame).as("a frame").isNotNull();
            return frame;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns the next frame of a type; earlier frames of other types are dropped. */
    public JsonObject next(java.util.function.Predicate<JsonObject> kind) {
        JsonObject frame = next();
        while (!kind.test(frame)) {
            frame = next();
        }
        return frame;
    }

    /** Returns the number of frames that have not been read. */
    int unreadCount() {
        return frames.size();
    }

    /** Returns the close status of the server; 1006 without one. */
    public int awaitClose() {
        return closed.orTimeout(TIMEOUT.toSeconds(), TimeUnit.SECONDS).join();
    }

    /** Returns the error code of the next frame. */
    String errorCode() {
        return errorCode(next());
    }

    /** Returns the error code of a frame. */
    static String errorCode(JsonObject frame) {
        assertThat(frame.getString("type")).as("%s", frame).isEqualTo("err");
        assertThat(frame.getString("failureType")).isEqualTo("RECIPIENT_FAILURE");
        return frame.getJsonObject("message").getString("error");
    }

    boolean isClosed() {
        return closed.isDone();
    }

    private static JsonObject fields(String... headers) {
        JsonObject fields = new JsonObject();
        for (int i = 0; i < headers.length; i += 2) {
            fields.put(headers[i], headers[i + 1]);
        }
        return fields;
    }

    private void receive(String text) {
        if (!framed) {
            frames.add(new JsonObject(text));
        } else if (text.charAt(0) == 'o') {
            opened.complete(null);
        } else if (text.charAt(0) == 'a') {
            new JsonArray(text.substring(1)).forEach(frame -> frames.add(new JsonObject((String) frame)));
        }
    }

    /** Stops reading from the network. */
    SocketClient stopReading() {
        socket.pause();
        return this;
    }

    void resumeReading() {
        socket.resume();
    }

    @Override
    public void close() {
        socket.close();
    }
}
