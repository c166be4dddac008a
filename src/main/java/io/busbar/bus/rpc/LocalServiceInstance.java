package io.busbar.bus.rpc;

import io.vertx.core.Context;
import org.jspecify.annotations.Nullable;

/**
 * An instance of a service, called directly by other services on its event loop. It keeps a linked list of its active calls and checks them
 * for expired deadlines at an interval, because a timer per call would cost more than many calls do. This class is used only on that event
 * loop.
 */
final class LocalServiceInstance {
    /** A call fails at most this long after its deadline. */
    private static final long EXPIRY_CHECK_INTERVAL_MILLIS = 50;

    private final ServiceDispatcher dispatcher;
    private final Context context;
    private @Nullable DirectCall firstCall;
    private boolean checkScheduled;
    private boolean closed;

    /** @param context the context on which the service runs */
    LocalServiceInstance(ServiceDispatcher dispatcher, Context context) {
        this.dispatcher = dispatcher;
        this.context = context;
    }

    void receive(DirectCall call) {
        call.next = firstCall;
        if (firstCall != null) {
            firstCall.previous = call;
        }
        firstCall = call;
        context.runOnContext(ignored -> {
            scheduleExpiryCheck();
            dispatcher.receive(call);
        });
    }

    /** Removes a call that has been answered. */
    void remove(DirectCall call) {
        if (call.previous != null) {
            call.previous.next = call.next;
        } else if (call.equals(firstCall)) {
            firstCall = call.next;
        }
        if (call.next != null) {
            call.next.previous = call.previous;
        }
        call.previous = null;
        call.next = null;
    }

    /** Called when the service stops. Its timers stop with it, so each active call gets a timer of its own. */
    void close() {
        closed = true;
        for (DirectCall call = firstCall; call != null; call = call.next) {
            call.scheduleExpiry();
        }
    }

    private void scheduleExpiryCheck() {
        if (!checkScheduled && !closed) {
            checkScheduled = true;
            context.owner().setTimer(EXPIRY_CHECK_INTERVAL_MILLIS, fired -> {
                checkScheduled = false;
                expireOverdueCalls();
            });
        }
    }

    /** Fails the calls that are past their deadline. They leave the list in a later turn of the event loop, not during this iteration. */
    private void expireOverdueCalls() {
        long now = System.nanoTime();
        for (DirectCall call = firstCall; call != null; call = call.next) {
            if (call.remainingNanos(now) <= 0) {
                call.expire();
            }
        }
        if (firstCall != null) {
            scheduleExpiryCheck();
        }
    }
}
