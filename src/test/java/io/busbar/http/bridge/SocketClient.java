package io.busbar.http.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A client of the bridge over a WebSocket, raw or with SockJS framing, that can send anything. */
public final class SocketClient implements AutoCloseable, WebSocket.Listener {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final int MANY = 1_000;

    private final BlockingQueue<JsonObject> frames = new LinkedBlockingQueue<>();
    private final CompletableFuture<@Nullable Void> opened = new CompletableFuture<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final StringBuilder partial = new StringBuilder();
    private final boolean framed;
    private final WebSocket socket;
    private volatile boolean reading = true;

    private SocketClient(int port, String path, String... headers) {
        framed = !path.endsWith("/eventbus/websocket");
        WebSocket.Builder builder = CLIENT.newWebSocketBuilder().connectTimeout(TIMEOUT);
        for (int i = 0; i < headers.length; i += 2) {
            builder.header(headers[i], headers[i + 1]);
        }
        socket = builder.buildAsync(URI.create("ws://127.0.0.1:" + port + path), this)
                .join();
    }

    /** Opens a raw socket with these headers. */
    public static SocketClient open(int port, String... headers) {
        return new SocketClient(port, "/eventbus/websocket", headers);
    }

    /** Opens a socket as the official client does. */
    static SocketClient openFramed(int port, String... headers) {
        SocketClient client = new SocketClient(port, "/eventbus/000/" + UUID.randomUUID() + "/websocket", headers);
        client.opened.orTimeout(TIMEOUT.toSeconds(), TimeUnit.SECONDS).join();
        client.socket.request(MANY); // asked for one frame at a time, the JDK's client now and then misses the end
        return client;
    }

    /** Returns the HTTP status of a rejected handshake. */
    static int rejectedStatus(int port, String path, String... headers) {
        try {
            new SocketClient(port, path, headers).close();
            throw new AssertionError("was let in");
        } catch (CompletionException e) {
            if (e.getCause() instanceof WebSocketHandshakeException handshake) {
                return handshake.getResponse().statusCode();
            }
            throw e;
        }
    }

    public SocketClient sendFrame(JsonObject frame) {
        return sendFrame(frame.encode());
    }

    SocketClient sendFrame(String text) {
        socket.sendText(framed ? new JsonArray().add(text).encode() : text, true)
                .join();
        return this;
    }

    /** Sends part of a message; returns whether the server still accepted it. */
    boolean part(String text, boolean last) {
        try {
            socket.sendText(text, last).join();
            return true;
        } catch (CompletionException gone) {
            return false;
        }
    }

    /** Calls an operation and waits for the reply. */
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
    int unread() {
        return frames.size();
    }

    /** Returns the close status of the server; 1006 without one. */
    public int untilClosed() {
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

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            if (!framed) {
                frames.add(new JsonObject(partial.toString()));
            } else if (partial.charAt(0) == 'o') {
                opened.complete(null);
            } else if (partial.charAt(0) == 'a') {
                new JsonArray(partial.substring(1)).forEach(text -> frames.add(new JsonObject((String) text)));
            }
            partial.setLength(0);
        }
        if (reading) {
            webSocket.request(1);
        }
        return null;
    }

    /** Stops reading from the network. */
    SocketClient stopReading() {
        reading = false;
        return this;
    }

    void resumeReading() {
        reading = true;
        socket.request(1);
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
        throw new AssertionError("binary");
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int status, String reason) {
        closed.complete(status);
        return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        closed.complete(1006);
    }

    @Override
    public void close() {
        socket.abort();
    }
}
