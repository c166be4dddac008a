package io.busbar.bus.rpc.membership;

/** The state that a node publishes about itself. It only moves forward. */
public enum NodeState {
    /** The node has joined, but not all of its services have started. */
    STARTING,
    /** The node is ready for calls. */
    READY,
    /** The node finishes its active calls and accepts no new ones. */
    DRAINING,
    /** The node has left; its ID is never used again. */
    LEFT
}
