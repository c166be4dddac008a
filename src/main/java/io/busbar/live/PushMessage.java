package io.busbar.live;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a follower hears.
 *
 * @param cursor its number in the person's stream; null for what is not kept, as who is online
 * @param type   that of a {@link io.busbar.bus.Push}, or {@link #RESET}
 * @param data   JSON
 */
public record PushMessage(@Nullable Long cursor, String type, Instant at, String data) {
    /**
     * Says that there is a gap before {@link #cursor}: whoever hears it reads their state anew. {@code oldest} in its data is the first
     * that is still kept.
     */
    public static final String RESET = "system:reset";
}
