package io.busbar.bus.lane;

import io.vertx.core.Context;
import org.jspecify.annotations.Nullable;

/**
 * An instance of a service, for those who share its event loop. It keeps a list of the calls it is working on and looks through it for
 * overdue ones: a timer for each call would cost more than many calls do. For that event loop alone.
 */
final class Resident {
    /** How much longer than its deadline a call can take to fail. */
    private static final long LOOK_MILLIS = 50;

    private final ServiceDispatcher reception;
    private final Context context;
    private @Nullable DirectCall first;
    private boolean looking;

    /** @param context where the service works */
    Resident(ServiceDispatcher reception, Context context) {
        this.reception = reception;
        this.context = context;
    }

    void receive(DirectCall call) {
        call.after = first;
        if (first != null) {
            first.before = call;
        }
        first = call;
        context.runOnContext(ignored -> {
            lookLater();
            reception.receive(call);
        });
    }

    /** Whoever made the call has its answer. */
    void forget(DirectCall call) {
        if (call.before != null) {
            call.before.after = call.after;
        } else if (call.equals(first)) {
            first = call.after;
        }
        if (call.after != null) {
            call.after.before = call.before;
        }
        call.before = null;
        call.after = null;
    }

    /** The service ends, and its timers with it. */
    void leave() {
        looking = true;
        for (DirectCall call = first; call != null; call = call.after) {
            call.expireByItself();
        }
    }

    private void lookLater() {
        if (!looking) {
            looking = true;
            context.owner().setTimer(LOOK_MILLIS, fired -> {
                looking = false;
                look();
            });
        }
    }

    private void look() {
        long now = System.nanoTime();
        for (DirectCall call = first; call != null; call = call.after) {
            if (call.left(now) <= 0) {
                call.expire();
            }
        }
        if (first != null) {
            lookLater();
        }
    }
}
