package io.busbar.http;

import io.busbar.live.Following;
import io.busbar.live.Listener;
import io.busbar.live.LiveFeed;
import io.busbar.live.Pushed;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Streams in memory, which keep what they promise: everything behind the cursor, in order, once, and nothing to who has paused. */
public final class TestFeed implements LiveFeed {
    private record Entry(UUID user, Pushed pushed) {}

    private final List<Entry> entries = new ArrayList<>();
    private final List<Follower> followers = new CopyOnWriteArrayList<>();

    /** How often somebody paused. */
    public final AtomicInteger pauses = new AtomicInteger();

    /** How much was delivered. */
    public final AtomicInteger delivered = new AtomicInteger();

    /** Pushes that to the person. */
    public void push(UUID user, String type, String data) {
        synchronized (this) {
            entries.add(new Entry(user, new Pushed(newest(user) + 1, type, Instant.now(), data)));
        }
        followers.forEach(Follower::wake);
    }

    /** How many follow as the person themselves. */
    public long present() {
        return followers.stream().filter(follower -> follower.present).count();
    }

    /** How many follow. */
    public int followers() {
        return followers.size();
    }

    @Override
    public Following follow(UUID user, long cursor, boolean present, Listener listener) {
        Follower follower = new Follower(user, cursor, present, listener);
        followers.add(follower);
        follower.wake();
        return follower;
    }

    @Override
    public Future<Long> head(UUID user) {
        return Future.succeededFuture(newest(user));
    }

    private synchronized long newest(UUID user) {
        return entries.stream().filter(entry -> entry.user.equals(user)).count();
    }

    private synchronized @Nullable Pushed after(UUID user, long cursor) {
        return entries.stream()
                .filter(entry -> entry.user.equals(user))
                .skip(cursor)
                .findFirst()
                .map(Entry::pushed)
                .orElse(null);
    }

    private final class Follower implements Following {
        private final UUID user;
        private final boolean present;
        private final Listener listener;
        private final Context context = Vertx.currentContext();
        private long cursor;
        private boolean quiet;

        Follower(UUID user, long cursor, boolean present, Listener listener) {
            this.user = user;
            this.cursor = cursor;
            this.present = present;
            this.listener = listener;
        }

        void wake() {
            context.runOnContext(v -> {
                Pushed next = after(user, cursor);
                while (!quiet && next != null) {
                    cursor++;
                    delivered.incrementAndGet();
                    listener.pushed(next);
                    next = after(user, cursor);
                }
            });
        }

        @Override
        public void pause() {
            pauses.incrementAndGet();
            quiet = true;
        }

        @Override
        public void resume() {
            quiet = false;
            wake();
        }

        @Override
        public void close() {
            quiet = true;
            followers.remove(this);
        }
    }
}
