package io.busbar.bus.rpc;

import io.vertx.core.Context;
import org.jspecify.annotations.Nullable;

/**
 * An instance of a service, for those who share its event loop. It keeps a list of the calls it is working on and looks through it for
 * overdue ones: a timer for each call would cost more than many calls do. For that event loop alone.
 */
final class LocalInstance {
    /** How much longer than its deadline a call can take to fail. */
    private static final long EXPIRY_CHECK_INTERVAL_MILLIS = 50;

    private final ServiceDispatcher dispatcher;
    private final Context context;
    private @Nullable DirectCall first;
    private boolean checkScheduled;

    /** @param context where the service works */
    LocalInstance(ServiceDispatcher dispatcher, Context context) {
        this.dispatcher = dispatcher;
        this.context = context;
    }

    void receive(DirectCall call) {
        call.next = first;
        if (first != null) {
            first.previous = call;
        }
        first = call;
        context.runOnContext(ignored -> {
            scheduleExpiryCheck();
            dispatcher.receive(call);
        });
    }

    /** Whoever made the call has its answer. */
    void remove(DirectCall call) {
        if (call.previous != null) {
            call.previous.next = call.next;
        } else if (call.equals(first)) {
            first = call.next;
        }
        if (call.next != null) {
            call.next.previous = call.previous;
        }
        call.previous = null;
        call.next = null;
    }

    /** The service ends, and its timers with it. */
    void close() {
        checkScheduled = true;
        for (DirectCall call = first; call != null; call = call.next) {
            call.scheduleExpiry();
        }
    }

    private void scheduleExpiryCheck() {
        if (!checkScheduled) {
            checkScheduled = true;
            context.owner().setTimer(EXPIRY_CHECK_INTERVAL_MILLIS, fired -> {
                checkScheduled = false;
                expireOverdueCalls();
            });
        }
    }

    private void expireOverdueCalls() {
        long now = System.nanoTime();
        for (DirectCall call = first; call != null; call = call.next) {
            if (call.remainingNanos(now) <= 0) {
                call.expire();
            }
        }
        if (first != null) {
            scheduleExpiryCheck();
        }
    }
}
