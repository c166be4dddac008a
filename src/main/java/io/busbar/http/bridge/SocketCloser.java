package io.busbar.http.bridge;

import io.vertx.ext.web.handler.sockjs.SockJSSocket;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Closes a socket once, and aborts its connection if the client does not complete the closing handshake. */
final class SocketCloser {
    /** Time for the closing handshake; a client that does not read never completes it. */
    private static final long CLOSE_TIMEOUT_MILLIS = 2_000;

    /** The time after the close frame for reading buffered frames, for reasons that abort unread ones. */
    private static final long UNREAD_ABORT_TIMEOUT_MILLIS = 250;

    private final EventLoopSockets sockets;
    private final SockJSSocket sockJs;
    private final Handshake handshake;
    private final WriteBuffer writeBuffer;
    private final Consumer<CloseReason> onClosed;
    private boolean disconnected;
    private @Nullable CloseReason closeReason;

    /** {@code onClosed} runs once, for the first reason. */
    SocketCloser(
            EventLoopSockets sockets,
            SockJSSocket sockJs,
            Handshake handshake,
            WriteBuffer writeBuffer,
            Consumer<CloseReason> onClosed) {
        this.sockets = sockets;
        this.sockJs = sockJs;
        this.handshake = handshake;
        this.writeBuffer = writeBuffer;
        this.onClosed = onClosed;
    }

    boolean isClosed() {
        return closeReason != null;
    }

    /** Called when the connection has ended. */
    void onDisconnected() {
        disconnected = true;
        markClosed(CloseReason.CLIENT_CLOSED);
    }

    /** Marks the socket as closed without closing its connection, which the client is about to end. */
    void markClosed(CloseReason reason) {
        if (closeReason == null) {
            closeReason = reason;
            onClosed.accept(reason);
        }
    }

    void close(CloseReason reason) {
        if (closeReason != null) {
            return;
        }
        markClosed(reason);
        sockJs.close(reason.status(), reason.text());
        if (reason.abortsUnread()) {
            sockets.schedule(UNREAD_ABORT_TIMEOUT_MILLIS, this::abortIfBuffered);
        }
        sockets.schedule(CLOSE_TIMEOUT_MILLIS, this::abort);
    }

    /**
     * Closes the socket and aborts the connection without a closing handshake: the client does not read, or sends invalid WebSocket
     * frames.
     */
    void closeAndAbort(CloseReason reason) {
        close(reason);
        abort();
    }

    private void abortIfBuffered() {
        if (writeBuffer.hasBuffered()) {
            abort();
        }
    }

    private void abort() {
        if (!disconnected) {
            disconnected = true;
            handshake.abort().run();
        }
    }
}
