package io.busbar.bus.rpc.membership;

import com.fasterxml.jackson.annotation.JsonValue;
import io.busbar.bus.WireNames;

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

    private static final WireNames<NodeState> NAMES = WireNames.of(NodeState.class);

    /** The name on the wire: lower case. */
    @JsonValue
    public String wireName() {
        return NAMES.name(this);
    }
}
