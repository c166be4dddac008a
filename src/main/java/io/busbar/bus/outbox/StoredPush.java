package io.busbar.bus.outbox;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A committed push.
 *
 * @param account the ID of the receiving user
 * @param cursor  its number among the user's pushes, starting at 1 without gaps
 * @param data    the payload as JSON; null if it is too large to be broadcast and has to be read from the database
 */
public record StoredPush(
        UUID account,
        long cursor,
        String type,
        Instant at,
        @Nullable String data) {

    /** A larger payload is read from the database by the nodes that need it. */
    private static final int MAX_INLINE_LENGTH = 4 * 1024;

    /** Returns this push without a large payload, for other nodes. */
    StoredPush withoutLargeData() {
        return data == null || data.length() <= MAX_INLINE_LENGTH
                ? this
                : new StoredPush(account, cursor, type, at, null);
    }
}
