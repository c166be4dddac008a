package io.busbar.http.bridge;

import io.vertx.ext.web.handler.sockjs.SockJSSocket;

/**
 * Sends frames and counts the characters not yet written to the connection; SockJS itself buffers without limit. Above the high-water mark
 * it stops reading from the client and reports that pushes should pause; a client that stays slow is disconnected.
 */
final class WriteBuffer {
    /** Receives changes of the buffer level. */
    interface Observer {
        void onFull();

        void onDrained();

        void onOverflow();
    }

    private final SockJSSocket sockJs;
    private final SocketLimits limits;
    private final BridgeMetrics metrics;
    private final Observer observer;
    private long bufferedChars;
    private boolean full;

    WriteBuffer(SockJSSocket sockJs, SocketLimits limits, BridgeMetrics metrics, Observer observer) {
        this.sockJs = sockJs;
        this.limits = limits;
        this.metrics = metrics;
        this.observer = observer;
    }

    /** Sends a frame; returns its number of characters. */
    int send(ServerFrame frame) {
        String text = frame.encode();
        metrics.recordSent(frame);
        bufferedChars += text.length();
        sockJs.write(text).onComplete(done -> onWritten(text.length()));
        if (bufferedChars > limits.maxBufferedChars()) {
            observer.onOverflow();
        } else if (!full && bufferedChars > limits.highWaterMark()) {
            full = true;
            sockJs.pause(); // stops reading from the client
            observer.onFull();
        }
        return text.length();
    }

    /** Returns whether frames are still buffered. */
    boolean hasBuffered() {
        return bufferedChars > 0;
    }

    boolean isFull() {
        return full;
    }

    private void onWritten(int length) {
        bufferedChars -= length;
        if (full && bufferedChars <= limits.highWaterMark() / 2) {
            full = false;
            sockJs.resume();
            observer.onDrained();
        }
    }
}
