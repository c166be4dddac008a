package io.busbar.http.bridge;

import io.busbar.bus.Failure;
import io.busbar.bus.RequestContext;
import io.busbar.live.LiveFeed;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A socket's subscription to its user's stream: at most one active registration, and the registrations whose token and rate limit are still
 * being checked.
 */
final class StreamSubscription {
    private final EventLoopSockets sockets;
    private final LiveFeed liveFeed;
    private final WriteBuffer writeBuffer;
    private final List<Frame.Register> pendingRegistrations = new ArrayList<>();
    private @Nullable ActiveRegistration activeRegistration;
    private boolean tokenUnverified;

    StreamSubscription(EventLoopSockets sockets, LiveFeed liveFeed, WriteBuffer writeBuffer) {
        this.sockets = sockets;
        this.liveFeed = liveFeed;
        this.writeBuffer = writeBuffer;
    }

    /** Adds a registration that is being checked. */
    void addPending(Frame.Register frame) {
        pendingRegistrations.add(frame);
    }

    /** Removes a registration that was rejected. */
    void removePending(Frame.Register frame) {
        pendingRegistrations.remove(frame);
    }

    /** Ends the registration at an address, and those that are still being checked. */
    void unregister(String address) {
        pendingRegistrations.removeIf(frame -> frame.address().equals(address));
        if (activeRegistration != null && activeRegistration.isAt(address)) {
            close();
        }
    }

    /** Activates a registration, unless a later frame has replaced it. */
    void activate(
            Frame.Register frame, RequestContext.UserPrincipal user, Runnable onDone, Consumer<Throwable> onFailure) {
        int index = pendingRegistrations.indexOf(frame);
        if (index < 0) {
            onDone.run();
            return;
        }
        pendingRegistrations
                .subList(0, index + 1)
                .removeIf(earlier -> earlier.address().equals(frame.address()));
        close();
        ActiveRegistration started = new ActiveRegistration(frame.address(), writeBuffer);
        activeRegistration = started;
        if (tokenUnverified) {
            started.pause();
        }
        sockets.continueOnLoop(
                startCursor(frame.headers().get("cursor"), user.id()),
                cursor -> {
                    // An impersonating admin does not make the user appear online.
                    started.start(liveFeed, user.id(), cursor, user.impersonator() == null);
                    onDone.run();
                },
                cause -> {
                    if (activeRegistration == started) {
                        close();
                    }
                    onFailure.accept(cause);
                });
    }

    /** Pauses pushes while the token can't be verified. */
    void setTokenUnverified(boolean unverified) {
        if (tokenUnverified != unverified) {
            tokenUnverified = unverified;
            if (unverified) {
                pause();
            } else {
                resume();
            }
        }
    }

    void pause() {
        if (activeRegistration != null) {
            activeRegistration.pause();
        }
    }

    /** Resumes, unless there is another reason to pause. */
    void resume() {
        if (activeRegistration != null && !tokenUnverified && !writeBuffer.isFull()) {
            activeRegistration.resume();
        }
    }

    void close() {
        if (activeRegistration != null) {
            activeRegistration.close();
            activeRegistration = null;
        }
    }

    /** Returns the cursor to start after: the client's last one, or else the newest of the stream. */
    private Future<Long> startCursor(@Nullable String cursor, UUID userId) {
        if (cursor == null || cursor.isEmpty()) {
            return liveFeed.latestCursor(userId);
        }
        if (!cursor.matches("[0-9]{1,18}")) {
            return Future.failedFuture(Failure.invalid("/headers/cursor", "must be the cursor of a push"));
        }
        return Future.succeededFuture(Long.parseLong(cursor));
    }
}
