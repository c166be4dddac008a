package io.busbar.bus.outbox;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A committed push.
 *
 * @param user the ID of the receiving user
 * @param cursor  its number among the user's pushes, starting at 1 without gaps
 * @param data    the payload as JSON; null if it is too large to be broadcast and has to be read from the database
 */
public record StoredPush(
        UUID user,
        long cursor,
        String type,
        Instant storedAt,
        @Nullable String data) {

    /** The longest payload that is broadcast; nodes read longer ones from the database. */
    private static final int MAX_INLINE_LENGTH = 4 * 1024;

    /** Returns this push, without its payload if that is too long to be broadcast. */
    StoredPush withoutLargeData() {
        return data == null || data.length() <= MAX_INLINE_LENGTH
                ? this
                : new StoredPush(user, cursor, type, storedAt, null);
    }
}
