package io.busbar.bus.outbox;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One push as it was committed.
 *
 * @param account whom it is for
 * @param cursor  its number among theirs, from 1 on without gaps
 * @param data    the payload as JSON; null when it was too large to be sent along and has to be read
 */
public record StoredPush(
        UUID account,
        long cursor,
        String type,
        Instant at,
        @Nullable String data) {

    /** What is larger is read by the nodes that need it. */
    private static final int MAX_INLINE_LENGTH = 4 * 1024;

    /** As much of it as other nodes are told. */
    StoredPush withoutLargeData() {
        return data == null || data.length() <= MAX_INLINE_LENGTH
                ? this
                : new StoredPush(account, cursor, type, at, null);
    }
}
