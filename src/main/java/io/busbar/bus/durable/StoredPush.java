package io.busbar.bus.durable;

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
    private static final int LARGEST = 4 * 1024;

    /** As much of it as other nodes are told. */
    StoredPush abridged() {
        return data == null || data.length() <= LARGEST ? this : new StoredPush(account, cursor, type, at, null);
    }
}
