package io.busbar.live;

import io.vertx.core.Future;
import java.util.UUID;

/** The streams of what people's browsers hear of. */
public interface LiveFeed {

    /**
     * Follows a person's stream: first all after {@code cursor} in order, then each as it commits, on whichever node; none is left out,
     * none comes twice. A cursor that is not to be continued from, as it is older than what is kept or was never given out, gets a
     * {@link PushMessage#RESET} and then what comes from now on. Called on a context, on which {@code listener} then hears.
     *
     * <p>Following is being online: the person's first follower makes them present, and a moment after the last has closed they are not.
     *
     * @param cursor  the last that the follower has had, 0 for all there is
     * @param countsAsOnline whether it is the person; another who follows in their place is not seen, nor told who else is there
     */
    StreamHandle openStream(UUID user, long cursor, boolean countsAsOnline, PushListener pushListener);

    /** The newest cursor given out to the person, 0 without any. */
    Future<Long> latestCursor(UUID user);
}
