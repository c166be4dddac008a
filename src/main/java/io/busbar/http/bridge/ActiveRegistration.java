package io.busbar.http.bridge;

import io.busbar.live.LiveFeed;
import io.busbar.live.PushListener;
import io.busbar.live.PushMessage;
import io.busbar.live.StreamHandle;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Delivers a user's stream to a client that has registered at an address of the bridge. */
final class ActiveRegistration implements PushListener {
    private final String address;
    private final WriteBuffer writeBuffer;
    private @Nullable StreamHandle streamHandle;
    private boolean closed;
    private boolean paused;

    ActiveRegistration(String address, WriteBuffer writeBuffer) {
        this.address = address;
        this.writeBuffer = writeBuffer;
    }

    /** Sends {@code system:ready}, then every push after the cursor. {@code countsAsOnline} says whether the user appears as online. */
    void start(LiveFeed liveFeed, UUID userId, long cursor, boolean countsAsOnline) {
        if (closed) {
            return;
        }
        writeBuffer.send(ServerFrame.ready(address, cursor));
        streamHandle = liveFeed.openStream(userId, cursor, countsAsOnline, this);
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
