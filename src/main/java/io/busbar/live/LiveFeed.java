package io.busbar.live;

import io.vertx.core.Future;
import java.util.UUID;

/** Gives access to the push streams of users. */
public interface LiveFeed {

    /**
     * Opens a user's push stream: first all pushes after {@code cursor} in order, then each new one as it commits, on any node; without
     * gaps or duplicates. A cursor that is older than the retained pushes, or that was never issued, gets a {@link PushMessage#RESET} and
     * then the new pushes. Must be called on a Vert.x context; the listener runs on it.
     *
     * <p>A user with an open stream is online: from the first one that opens until a moment after the last one has closed.
     *
     * @param cursor         the last cursor that the reader has received; 0 for all retained pushes
     * @param countsAsOnline whether the user reads the stream; another reader, an impersonating admin, does not appear as online and gets
     *     no presence of partners
     */
    StreamHandle openStream(UUID user, long cursor, boolean countsAsOnline, PushListener pushListener);

    /** Returns the newest cursor of the user; 0 if there is none. */
    Future<Long> latestCursor(UUID user);
}
