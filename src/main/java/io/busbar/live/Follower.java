package io.busbar.live;

import io.busbar.bus.durable.StoredPush;
import io.busbar.bus.json.Json;
import io.busbar.live.StreamStore.Page;
import io.busbar.live.StreamStore.Place;
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
final class Follower implements Following {
    private final Context context;
    private final UUID user;
    private final boolean present;
    private final Listener listener;
    private final StreamReader reader;
    private final UserStreams streams;

    /** The last that was handed over. Others look at it, this context alone writes it. */
    private volatile long cursor;

    private volatile boolean paused;
    private boolean closed;
    private boolean reading;

    /** Whether something that is not kept came while it was paused. */
    private boolean missed;

    /** The newest that was heard of since the read began that is under way. */
    private long newest;

    Follower(
            Context context,
            UUID user,
            long cursor,
            boolean present,
            Listener listener,
            StreamReader reader,
            UserStreams streams) {
        this.context = context;
        this.user = user;
        this.cursor = cursor;
        this.present = present;
        this.listener = listener;
        this.reader = reader;
        this.streams = streams;
    }

    UUID user() {
        return user;
    }

    /** Whether it is the person who follows. */
    boolean isPresent() {
        return present;
    }

    /** Where it is, or null while it is paused. */
    @Nullable
    Place place() {
        return paused ? null : new Place(user, cursor);
    }

    /** Hears of a push that has committed; on any thread. */
    void hear(StoredPush push) {
        context.runOnContext(here -> take(push));
    }

    /** Begins; on its context. */
    void begin() {
        read();
    }

    /** Hears of something that is not kept; on any thread. */
    void tell(Pushed pushed) {
        context.runOnContext(here -> {
            if (paused) {
                missed = true;
            } else if (!closed) {
                listener.pushed(pushed);
            }
        });
    }

    /** Reads on, for there may be more than it heard of; on any thread. */
    void look() {
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
        if (missed) {
            missed = false;
            streams.repeat(this);
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            streams.remove(this);
        }
    }

    private void take(StoredPush push) {
        if (reading) {
            newest = Math.max(newest, push.cursor());
        } else if (!isStill() && push.cursor() > cursor) {
            String data = push.data();
            if (data != null && push.cursor() == cursor + 1) {
                hand(new Pushed(push.cursor(), push.type(), push.at(), data), push.cursor());
            } else {
                read();
            }
        }
    }

    private void read() {
        if (reading || isStill()) {
            return;
        }
        reading = true;
        newest = 0;
        reader.read(new Place(user, cursor)).onComplete(page -> context.runOnContext(here -> arrived(page)));
    }

    /** After a failure, be it the listener's, the look tries again. */
    private void arrived(AsyncResult<Page> page) {
        try {
            if (page.succeeded() && !isStill()) {
                hand(page.result());
            }
        } finally {
            reading = false;
        }
        if (page.succeeded() && (cursor < page.result().last() || cursor < newest)) {
            read();
        }
    }

    private void hand(Page page) {
        if (cursor > page.last()) {
            reset(page, page.oldest() == null ? page.last() + 1 : page.oldest());
        } else if (page.next().isEmpty() && cursor < page.last()) {
            reset(page, page.last() + 1);
        }
        for (Pushed next : page.next()) {
            long number = next.cursor() == null ? 0 : next.cursor();
            if (number > cursor + 1) {
                reset(page, number);
                return;
            }
            hand(next, number);
            if (isStill()) {
                return;
            }
        }
    }

    private void reset(Page page, long kept) {
        hand(new Pushed(page.last(), Pushed.RESET, Instant.now(), Json.string(Map.of("oldest", kept))), page.last());
    }

    private void hand(Pushed next, long number) {
        cursor = number;
        listener.pushed(next);
    }

    private boolean isStill() {
        return paused || closed;
    }
}
