package io.busbar.bus.rpc;

import java.time.Duration;

/**
 * The intervals and limits of request/reply. All nodes of a cluster should use the same values.
 *
 * @param heartbeatInterval   time between heartbeats of a node
 * @param maxMissedHeartbeats number of missed heartbeats after which a node is suspect, that is, probably down: no calls are sent to it
 * @param forgetTimeout       how long a silent node stays in the directory before it is removed
 * @param maxCallsPerNode     maximum number of calls in flight to one node
 * @param maxBytesPerNode     maximum number of request bytes in flight to one node, including those of timed-out calls that the node has
 *     not read
 * @param drainTimeout        how long a drain waits for the other nodes, and then for this node's active calls
 * @param maxClockSkew        difference between two nodes' clocks above which a warning is logged; deadlines travel as absolute times
 */
public record RpcSettings(
        Duration heartbeatInterval,
        int maxMissedHeartbeats,
        Duration forgetTimeout,
        int maxCallsPerNode,
        long maxBytesPerNode,
        Duration drainTimeout,
        Duration maxClockSkew) {

    /**
     * Returns the defaults: a heartbeat every 250 ms, suspect after three missed ones; 512 calls and 16 MB in flight per
     * target node; a drain timeout of 10 s, which applies to each of its two waits.
     */
    public static RpcSettings defaults() {
        return new RpcSettings(
                Duration.ofMillis(250),
                3,
                Duration.ofMinutes(1),
                512,
                16 << 20,
                Duration.ofSeconds(10),
                Duration.ofMillis(500));
    }

    /** Returns a copy with another drain timeout. */
    public RpcSettings withDrainTimeout(Duration timeout) {
        return new RpcSettings(
                heartbeatInterval,
                maxMissedHeartbeats,
                forgetTimeout,
                maxCallsPerNode,
                maxBytesPerNode,
                timeout,
                maxClockSkew);
    }

    public Duration suspectTimeout() {
        return heartbeatInterval.multipliedBy(maxMissedHeartbeats);
    }
}
