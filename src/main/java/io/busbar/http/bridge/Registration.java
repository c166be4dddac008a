package io.busbar.http.bridge;

import io.busbar.live.LiveFeed;
import io.busbar.live.PushListener;
import io.busbar.live.PushMessage;
import io.busbar.live.StreamHandle;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A socket's ear on its person's stream. */
final class Registration implements PushListener {
    private final String address;
    private final WriteBuffer writeBuffer;
    private @Nullable StreamHandle streamHandle;
    private boolean closed;
    private boolean paused;

    Registration(String address, WriteBuffer writeBuffer) {
        this.address = address;
        this.writeBuffer = writeBuffer;
    }

    /** Says that it begins, then tells everything behind the cursor. Whether the person is {@code present} is for others to see. */
    void start(LiveFeed live, UUID userId, long cursor, boolean countsAsOnline) {
        if (closed) {
            return;
        }
        writeBuffer.send(ServerFrame.ready(address, cursor));
        streamHandle = live.openStream(userId, cursor, countsAsOnline, this);
        if (paused || writeBuffer.isFull()) {
            pause();
        }
    }

    @Override
    public void onPush(PushMessage pushMessage) {
        if (!closed) {
            writeBuffer.send(new ServerFrame.PushFrame(address, pushMessage));
        }
    }

    boolean isAt(String other) {
        return address.equals(other);
    }

    void pause() {
        paused = true;
        if (streamHandle != null) {
            streamHandle.pause();
        }
    }

    void resume() {
        paused = false;
        if (streamHandle != null) {
            streamHandle.resume();
        }
    }

    void close() {
        closed = true;
        if (streamHandle != null) {
            streamHandle.close();
            streamHandle = null;
        }
    }
}
