package io.busbar.live;

import io.busbar.bus.json.Json;
import io.busbar.bus.outbox.StoredPush;
import io.busbar.live.StreamStore.StreamPage;
import io.busbar.live.StreamStore.StreamPosition;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One reader's position in one user's stream. It runs on the context on which the reader opened the stream.
 *
 * <p>A numbered push is delivered only if its number is the next one: delivered pushes are skipped, and if one is missing the table is read
 * from there. So however broadcasts and reads overlap, there are no gaps and no duplicates. Delivery does not depend on broadcasts either:
 * the node polls every second for cursors that are not at the end of their stream.
 */
final class StreamCursor implements StreamHandle {
    private final Context context;
    private final UUID user;
    private final boolean countsAsOnline;
    private final PushListener pushListener;
    private final StreamReader reader;
    private final UserStreams streams;

    /** Number of the last delivered push. Read by other threads, written on this context only. */
    private volatile long cursor;

    private volatile boolean paused;
    private boolean closed;
    private boolean reading;

    /** Whether a transient push arrived while paused. */
    private boolean missedTransient;

    /** The newest number that was committed since the current read began; it may be missing in the result of that read. */
    private long newestCommitted;

    StreamCursor(
            Context context,
            UUID user,
            long cursor,
            boolean countsAsOnline,
            PushListener pushListener,
            StreamReader reader,
            UserStreams streams) {
        this.context = context;
        this.user = user;
        this.cursor = cursor;
        this.countsAsOnline = countsAsOnline;
        this.pushListener = pushListener;
        this.reader = reader;
        this.streams = streams;
    }

    UUID user() {
        return user;
    }

    /** Returns whether the reader is the user. */
    boolean countsAsOnline() {
        return countsAsOnline;
    }

    /** Returns the position; null while paused. */
    @Nullable
    StreamPosition position() {
        return paused ? null : new StreamPosition(user, cursor);
    }

    /** Called when a push has committed; on any thread. */
    void onCommitted(StoredPush push) {
        context.runOnContext(here -> accept(push));
    }

    /** Starts reading. Must be called on its context. */
    void start() {
        read();
    }

    /** Delivers a transient push; on any thread. */
    void deliverTransient(PushMessage pushMessage) {
        context.runOnContext(here -> {
            if (paused) {
                missedTransient = true;
            } else if (!closed) {
                pushListener.onPush(pushMessage);
            }
        });
    }

    /** Reads again, because there may be newer pushes; on any thread. */
    void readNewer() {
        context.runOnContext(here -> read());
    }

    @Override
    public void pause() {
        paused = true;
    }

    @Override
    public void resume() {
        paused = false;
        read();
        if (missedTransient) {
            missedTransient = false;
            streams.resendTransient(this);
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            streams.remove(this);
        }
    }

    private void accept(StoredPush push) {
        if (reading) {
            newestCommitted = Math.max(newestCommitted, push.cursor());
            return;
        }
        if (isInactive() || push.cursor() <= cursor) {
            return;
        }
        String data = push.data();
        if (data == null || hasGapBefore(push.cursor())) {
            read();
            return;
        }
        deliver(new PushMessage(push.cursor(), push.type(), push.storedAt(), data), push.cursor());
    }

    private void read() {
        if (reading || isInactive()) {
            return;
        }
        reading = true;
        newestCommitted = 0;
        reader.read(new StreamPosition(user, cursor))
                .onComplete(streamPage -> context.runOnContext(here -> onPageRead(streamPage)));
    }

    /** Delivers a page. After a failure, including one of the listener, the next poll tries again. */
    private void onPageRead(AsyncResult<StreamPage> streamPage) {
        try {
            if (streamPage.succeeded() && !isInactive()) {
                deliver(streamPage.result());
            }
        } finally {
            reading = false;
        }
        if (streamPage.succeeded() && (cursor < streamPage.result().newestCursor() || cursor < newestCommitted)) {
            read();
        }
    }

    private void deliver(StreamPage streamPage) {
        if (isAheadOfStream(streamPage)) {
            deliverReset(
                    streamPage,
                    streamPage.oldestCursor() == null ? streamPage.newestCursor() + 1 : streamPage.oldestCursor());
        } else if (isTrimmed(streamPage)) {
            deliverReset(streamPage, streamPage.newestCursor() + 1);
        }
        for (PushMessage next : streamPage.pushes()) {
            long nextCursor = next.cursor() == null ? 0 : next.cursor();
            if (hasGapBefore(nextCursor)) {
                deliverReset(streamPage, nextCursor);
                return;
            }
            deliver(next, nextCursor);
            if (isInactive()) {
                return;
            }
        }
    }

    /** Returns whether the cursor was never issued. */
    private boolean isAheadOfStream(StreamPage streamPage) {
        return cursor > streamPage.newestCursor();
    }

    /** Returns whether the stream has pushes after the cursor, none of which is retained. */
    private boolean isTrimmed(StreamPage streamPage) {
        return streamPage.pushes().isEmpty() && cursor < streamPage.newestCursor();
    }

    private boolean hasGapBefore(long nextCursor) {
        return nextCursor > cursor + 1;
    }

    private void deliverReset(StreamPage streamPage, long oldest) {
        deliver(
                new PushMessage(
                        streamPage.newestCursor(),
                        PushMessage.RESET,
                        Instant.now(),
                        Json.string(Map.of("oldest", oldest))),
                streamPage.newestCursor());
    }

    private void deliver(PushMessage next, long nextCursor) {
        cursor = nextCursor;
        pushListener.onPush(next);
    }

    private boolean isInactive() {
        return paused || closed;
    }
}
