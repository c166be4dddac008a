package io.busbar.http.bridge;

import io.vertx.ext.web.handler.sockjs.SockJSSocket;

/**
 * What is on its way to a client. It counts what the network has not taken yet; SockJS itself takes any amount. Pushes stop when there is
 * much of it, and nothing more is read from the client; one that does not read for long is given up.
 */
final class WriteBuffer {
    /** Hears how it stands. */
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

    /** Sends it; the number of characters. */
    int send(ServerFrame frame) {
        String text = frame.encode();
        metrics.recordSent(frame);
        bufferedChars += text.length();
        sockJs.write(text).onComplete(done -> onWritten(text.length()));
        if (bufferedChars > limits.maxBufferedChars()) {
            observer.onOverflow();
        } else if (!full && bufferedChars > limits.highWaterMark()) {
            full = true;
            sockJs.pause();
            observer.onFull();
        }
        return text.length();
    }

    /** Whether the network has not taken everything. */
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
