package io.busbar.http;

import io.busbar.live.LiveFeed;
import io.busbar.live.PushListener;
import io.busbar.live.PushMessage;
import io.busbar.live.StreamHandle;
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

/**
 * In-memory streams with the guarantees of the real ones: every push after the cursor, in order, exactly once, and none while the
 * consumer is paused.
 */
public final class TestLiveFeed implements LiveFeed {
    private record PushEntry(UUID user, PushMessage pushMessage) {}

    private final List<PushEntry> entries = new ArrayList<>();
    private final List<TestStream> streams = new CopyOnWriteArrayList<>();

    /** Returns how often a consumer paused. */
    public final AtomicInteger pauses = new AtomicInteger();

    /** Returns the number of delivered pushes. */
    public final AtomicInteger delivered = new AtomicInteger();

    /** Pushes an event to the user. */
    public void push(UUID user, String type, String data) {
        synchronized (this) {
            entries.add(new PushEntry(user, new PushMessage(newest(user) + 1, type, Instant.now(), data)));
        }
        streams.forEach(TestStream::wake);
    }

    /** Returns the number of open streams of the user. */
    public long presentCount() {
        return streams.stream().filter(testStream -> testStream.present).count();
    }

    /** Returns the number of open streams. */
    public int streamCount() {
        return streams.size();
    }

    @Override
    public StreamHandle openStream(UUID user, long cursor, boolean present, PushListener pushListener) {
        TestStream testStream = new TestStream(user, cursor, present, pushListener);
        streams.add(testStream);
        testStream.wake();
        return testStream;
    }

    @Override
    public Future<Long> latestCursor(UUID user) {
        return Future.succeededFuture(newest(user));
    }

    private synchronized long newest(UUID user) {
        return entries.stream().filter(pushEntry -> pushEntry.user.equals(user)).count();
    }

    private synchronized @Nullable PushMessage after(UUID user, long cursor) {
        return entries.stream()
                .filter(pushEntry -> pushEntry.user.equals(user))
                .skip(cursor)
                .findFirst()
                .map(PushEntry::pushMessage)
                .orElse(null);
    }

    private final class TestStream implements StreamHandle {
        private final UUID user;
        private final boolean present;
        private final PushListener pushListener;
        private final Context context = Vertx.currentContext();
        private long cursor;
        private boolean paused;

        TestStream(UUID user, long cursor, boolean present, PushListener pushListener) {
            this.user = user;
            this.cursor = cursor;
            this.present = present;
            this.pushListener = pushListener;
        }

        void wake() {
            context.runOnContext(v -> {
                PushMessage next = after(user, cursor);
                while (!paused && next != null) {
                    cursor++;
                    delivered.incrementAndGet();
                    pushListener.onPush(next);
                    next = after(user, cursor);
                }
            });
        }

        @Override
        public void pause() {
            pauses.incrementAndGet();
            paused = true;
        }

        @Override
        public void resume() {
            paused = false;
            wake();
        }

        @Override
        public void close() {
            paused = true;
            streams.remove(this);
        }
    }
}
