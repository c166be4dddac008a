package io.busbar.http.bridge;

import io.busbar.live.Following;
import io.busbar.live.Listener;
import io.busbar.live.LiveFeed;
import io.busbar.live.Pushed;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A socket's ear on its person's stream. */
final class Registration implements Listener {
    private final String address;
    private final Outbox outbox;
    private @Nullable Following following;
    private boolean closed;
    private boolean paused;

    Registration(String address, Outbox outbox) {
        this.address = address;
        this.outbox = outbox;
    }

    /** Says that it begins, then tells everything behind the cursor. Whether the person is {@code present} is for others to see. */
    void begin(LiveFeed live, UUID person, long cursor, boolean present) {
        if (closed) {
            return;
        }
        outbox.send(ServerFrame.ready(address, cursor));
        following = live.follow(person, cursor, present, this);
        if (paused || outbox.isFull()) {
            pause();
        }
    }

    @Override
    public void pushed(Pushed pushed) {
        if (!closed) {
            outbox.send(new ServerFrame.Heard(address, pushed));
        }
    }

    boolean isAt(String other) {
        return address.equals(other);
    }

    void pause() {
        paused = true;
        if (following != null) {
            following.pause();
        }
    }

    void resume() {
        paused = false;
        if (following != null) {
            following.resume();
        }
    }

    void close() {
        closed = true;
        if (following != null) {
            following.close();
            following = null;
        }
    }
}
