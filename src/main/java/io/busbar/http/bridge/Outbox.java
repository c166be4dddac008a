package io.busbar.http.bridge;

import io.vertx.ext.web.handler.sockjs.SockJSSocket;

/**
 * What is on its way to a client. It counts what the network has not taken yet; SockJS itself takes any amount. Pushes stop when there is
 * much of it, and nothing more is read from the client; one that does not read for long is given up.
 */
final class Outbox {
    /** Hears how it stands. */
    interface Owner {
        void full();

        void drained();

        void overfull();
    }

    private final SockJSSocket wire;
    private final SocketLimits limits;
    private final BridgeMetrics meters;
    private final Owner owner;
    private long waiting;
    private boolean full;

    Outbox(SockJSSocket wire, SocketLimits limits, BridgeMetrics meters, Owner owner) {
        this.wire = wire;
        this.limits = limits;
        this.meters = meters;
        this.owner = owner;
    }

    /** Sends it; the number of characters. */
    int send(ServerFrame frame) {
        String text = frame.text();
        meters.sent(frame);
        waiting += text.length();
        wire.write(text).onComplete(done -> taken(text.length()));
        if (waiting > limits.overfull()) {
            owner.overfull();
        } else if (!full && waiting > limits.full()) {
            full = true;
            wire.pause();
            owner.full();
        }
        return text.length();
    }

    /** Whether the network has not taken everything. */
    boolean isWaiting() {
        return waiting > 0;
    }

    boolean isFull() {
        return full;
    }

    private void taken(int length) {
        waiting -= length;
        if (full && waiting <= limits.full() / 2) {
            full = false;
            wire.resume();
            owner.drained();
        }
    }
}
