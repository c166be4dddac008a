package io.busbar.http.bridge;

import io.busbar.bus.Caller;
import io.busbar.bus.Failure;
import io.busbar.live.LiveFeed;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a socket listens to, which is one registration at most, and what it has wished for that is not checked yet. */
final class Listening {
    private final Sockets loop;
    private final LiveFeed live;
    private final Outbox outbox;
    private final List<Frame.Register> wishes = new ArrayList<>();
    private @Nullable Registration registration;
    private boolean doubted;

    Listening(Sockets loop, LiveFeed live, Outbox outbox) {
        this.loop = loop;
        this.live = live;
        this.outbox = outbox;
    }

    /** One came, and is now checked. */
    void wish(Frame.Register wish) {
        wishes.add(wish);
    }

    /** It was refused. */
    void refused(Frame.Register wish) {
        wishes.remove(wish);
    }

    /** Ends the registration at that address, and those that are not checked yet. */
    void unregister(String address) {
        wishes.removeIf(wish -> wish.address().equals(address));
        if (registration != null && registration.isAt(address)) {
            close();
        }
    }

    /** It was granted: it begins, unless something said later has overtaken it. */
    void begin(Frame.Register wish, Caller.User person, Runnable done, Consumer<Throwable> failed) {
        int place = wishes.indexOf(wish);
        if (place < 0) {
            done.run();
            return;
        }
        wishes.subList(0, place + 1).removeIf(earlier -> earlier.address().equals(wish.address()));
        close();
        Registration begun = new Registration(wish.address(), outbox);
        registration = begun;
        if (doubted) {
            begun.pause();
        }
        loop.then(
                from(wish.headers().get("cursor"), person.id()),
                cursor -> {
                    // An admin who acts as somebody does not make them seem to be there.
                    begun.begin(live, person.id(), cursor, person.impersonator() == null);
                    done.run();
                },
                cause -> {
                    if (registration == begun) {
                        close();
                    }
                    failed.accept(cause);
                });
    }

    /** Nothing is pushed while nobody can tell whether the token still holds. */
    void doubt(boolean now) {
        if (doubted != now) {
            doubted = now;
            if (now) {
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
        if (registration != null && !doubted && !outbox.isFull()) {
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
    private Future<Long> from(@Nullable String cursor, UUID person) {
        if (cursor == null || cursor.isEmpty()) {
            return live.head(person);
        }
        if (!cursor.matches("[0-9]{1,18}")) {
            return Future.failedFuture(Failure.invalid("/headers/cursor", "must be a cursor that came with a push"));
        }
        return Future.succeededFuture(Long.parseLong(cursor));
    }
}
