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
 * One follower of one stream. All it does happens on its own context, one thing after the other.
 *
 * <p>A numbered push is handed over only when its number is the next one; what has been handed over before is skipped, and when one is
 * missing the table is read from there. So however hints and reads overlap, nothing is left out and nothing comes twice. That it comes
 * at all does not hang on hints either: the node looks every second who is not at the end of their stream.
 */
final class StreamCursor implements StreamHandle {
    private final Context context;
    private final UUID user;
    private final boolean countsAsOnline;
    private final PushListener pushListener;
    private final StreamReader reader;
    private final UserStreams streams;

    /** The last that was handed over. Others look at it, this context alone writes it. */
    private volatile long cursor;

    private volatile boolean paused;
    private boolean closed;
    private boolean reading;

    /** Whether something that is not kept came while it was paused. */
    private boolean missedTransient;

    /** The newest that was heard of since the read began that is under way. */
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

    /** Whether it is the person who follows. */
    boolean countsAsOnline() {
        return countsAsOnline;
    }

    /** Where it is, or null while it is paused. */
    @Nullable
    StreamPosition position() {
        return paused ? null : new StreamPosition(user, cursor);
    }

    /** Hears of a push that has committed; on any thread. */
    void onCommitted(StoredPush push) {
        context.runOnContext(here -> accept(push));
    }

    /** Begins; on its context. */
    void start() {
        read();
    }

    /** Hears of something that is not kept; on any thread. */
    void deliverTransient(PushMessage pushMessage) {
        context.runOnContext(here -> {
            if (paused) {
                missedTransient = true;
            } else if (!closed) {
                pushListener.onPush(pushMessage);
            }
        });
    }

    /** Reads on, for there may be more than it heard of; on any thread. */
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
            streams.resendPresence(this);
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
        } else if (!isInactive() && push.cursor() > cursor) {
            String data = push.data();
            if (data != null && push.cursor() == cursor + 1) {
                deliver(new PushMessage(push.cursor(), push.type(), push.at(), data), push.cursor());
            } else {
                read();
            }
        }
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

    /** After a failure, be it the listener's, the look tries again. */
    private void onPageRead(AsyncResult<StreamPage> streamPage) {
        try {
            if (streamPage.succeeded() && !isInactive()) {
                deliver(streamPage.result());
            }
        } finally {
            reading = false;
        }
        if (streamPage.succeeded() && (cursor < streamPage.result().last() || cursor < newestCommitted)) {
            read();
        }
    }

    private void deliver(StreamPage streamPage) {
        if (cursor > streamPage.last()) {
            deliverReset(streamPage, streamPage.oldest() == null ? streamPage.last() + 1 : streamPage.oldest());
        } else if (streamPage.next().isEmpty() && cursor < streamPage.last()) {
            deliverReset(streamPage, streamPage.last() + 1);
        }
        for (PushMessage next : streamPage.next()) {
            long nextCursor = next.cursor() == null ? 0 : next.cursor();
            if (nextCursor > cursor + 1) {
                deliverReset(streamPage, nextCursor);
                return;
            }
            deliver(next, nextCursor);
            if (isInactive()) {
                return;
            }
        }
    }

    private void deliverReset(StreamPage streamPage, long oldest) {
        deliver(
                new PushMessage(
                        streamPage.last(), PushMessage.RESET, Instant.now(), Json.string(Map.of("oldest", oldest))),
                streamPage.last());
    }

    private void deliver(PushMessage next, long nextCursor) {
        cursor = nextCursor;
        pushListener.onPush(next);
    }

    private boolean isInactive() {
        return paused || closed;
    }
}
