package io.busbar.bus.rpc;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import org.jspecify.annotations.Nullable;

/**
 * An instance of a service in this JVM. It keeps a linked list of the active calls of its own event loop and checks them for expired
 * deadlines at an interval, because a timer per call would cost more than many of these calls do. The list is used only on that event loop.
 */
final class LocalServiceInstance {
    /** A call of the instance's own event loop fails at most this long after its deadline. */
    private static final long EXPIRY_CHECK_INTERVAL_MILLIS = 50;

    private final ServiceDispatcher dispatcher;
    private final Context context;
    private final @Nullable Thread eventLoop;
    private @Nullable LocalCall firstCall;
    private boolean checkScheduled;
    private boolean closed;

    /**
     * Creates the instance for the current context.
     *
     * @param eventLoop the context's thread; null if it has more than one
     */
    LocalServiceInstance(ServiceDispatcher dispatcher, Context context, @Nullable Thread eventLoop) {
        this.dispatcher = dispatcher;
        this.context = context;
        this.eventLoop = eventLoop;
    }

    @Nullable
    Thread eventLoop() {
        return eventLoop;
    }

    /** Handles a call of this JVM. Must be called on the caller's thread. */
    void receive(LocalCall call) {
        if (Thread.currentThread().equals(eventLoop)) {
            receiveFromOwnEventLoop(call);
        } else {
            call.startTimer();
            context.runOnContext(ignored -> dispatcher.receive(call));
        }
    }

    /** Handles a call of another node or program. */
    void receive(RemoteCall call) {
        context.runOnContext(ignored -> dispatcher.receive(call));
    }

    private void receiveFromOwnEventLoop(LocalCall call) {
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

    /** Refuses calls from now on, so that their callers turn to another node. Completes when the calls that were accepted have ended. */
    Future<Void> refuseCalls() {
        Promise<Void> ended = Promise.promise();
        context.runOnContext(ignored -> dispatcher.refuseCalls().onComplete(ended));
        return ended.future();
    }

    /** Removes a call that has been answered. */
    void remove(LocalCall call) {
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
        for (LocalCall call = firstCall; call != null; call = call.next) {
            call.startTimerLater();
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
        for (LocalCall call = firstCall; call != null; call = call.next) {
            if (call.remainingNanos(now) <= 0) {
                call.expire();
            }
        }
        if (firstCall != null) {
            scheduleExpiryCheck();
        }
    }
}
