package io.busbar.bus.lane;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a node says of itself. It only ever moves forward. */
public enum NodeState {
    /** Joined, but its services are not all up. */
    STARTING,
    /** Takes calls. */
    READY,
    /** Finishes what it has and takes nothing new. */
    DRAINING,
    /** Gone for good; the id does not come back. */
    LEFT;

    /** The name on the wire: lower case. */
    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
