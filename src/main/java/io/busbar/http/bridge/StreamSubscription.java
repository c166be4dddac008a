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

/** What a socket listens to, which is one registration at most, and what it has wished for that is not checked yet. */
final class StreamSubscription {
    private final EventLoopSockets sockets;
    private final LiveFeed live;
    private final WriteBuffer writeBuffer;
    private final List<Frame.Register> pendingRegistrations = new ArrayList<>();
    private @Nullable Registration registration;
    private boolean tokenUnverified;

    StreamSubscription(EventLoopSockets sockets, LiveFeed live, WriteBuffer writeBuffer) {
        this.sockets = sockets;
        this.live = live;
        this.writeBuffer = writeBuffer;
    }

    /** One came, and is now checked. */
    void addPending(Frame.Register frame) {
        pendingRegistrations.add(frame);
    }

    /** It was refused. */
    void removePending(Frame.Register frame) {
        pendingRegistrations.remove(frame);
    }

    /** Ends the registration at that address, and those that are not checked yet. */
    void unregister(String address) {
        pendingRegistrations.removeIf(frame -> frame.address().equals(address));
        if (registration != null && registration.isAt(address)) {
            close();
        }
    }

    /** It was granted: it begins, unless something said later has overtaken it. */
    void activate(Frame.Register frame, RequestContext.User user, Runnable onDone, Consumer<Throwable> onFailure) {
        int index = pendingRegistrations.indexOf(frame);
        if (index < 0) {
            onDone.run();
            return;
        }
        pendingRegistrations
                .subList(0, index + 1)
                .removeIf(earlier -> earlier.address().equals(frame.address()));
        close();
        Registration started = new Registration(frame.address(), writeBuffer);
        registration = started;
        if (tokenUnverified) {
            started.pause();
        }
        sockets.continueOnLoop(
                startCursor(frame.headers().get("cursor"), user.id()),
                cursor -> {
                    // An admin who acts as somebody does not make them seem to be there.
                    started.start(live, user.id(), cursor, user.impersonator() == null);
                    onDone.run();
                },
                cause -> {
                    if (registration == started) {
                        close();
                    }
                    onFailure.accept(cause);
                });
    }

    /** Nothing is pushed while nobody can tell whether the token still holds. */
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
        if (registration != null) {
            registration.pause();
        }
    }

    /** Goes on, unless there is another reason not to. */
    void resume() {
        if (registration != null && !tokenUnverified && !writeBuffer.isFull()) {
            registration.resume();
        }
    }

    void close() {
        if (registration != null) {
            registration.close();
            registration = null;
        }
    }

    /** The position to listen from: behind what the client had last, else behind the newest there is. */
    private Future<Long> startCursor(@Nullable String cursor, UUID userId) {
        if (cursor == null || cursor.isEmpty()) {
            return live.latestCursor(userId);
        }
        if (!cursor.matches("[0-9]{1,18}")) {
            return Future.failedFuture(Failure.invalid("/headers/cursor", "must be a cursor that came with a push"));
        }
        return Future.succeededFuture(Long.parseLong(cursor));
    }
}
