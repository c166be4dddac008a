package io.busbar.live;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A push as a reader receives it.
 *
 * @param cursor its number in the user's stream; null for a transient push, such as presence
 * @param type   the type of a {@link io.busbar.bus.Push}, or {@link #RESET}
 * @param data   JSON
 */
public record PushMessage(@Nullable Long cursor, String type, Instant at, String data) {
    /**
     * Reports a gap before {@link #cursor}: the reader must read its state again. {@code oldest} in the data is the oldest retained cursor.
     */
    public static final String RESET = "system:reset";
}
