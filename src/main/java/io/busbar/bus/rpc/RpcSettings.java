package io.busbar.bus.rpc;

import java.time.Duration;

/**
 * The lane's intervals and caps. All nodes of a cluster should have the same.
 *
 * @param heartbeatInterval how often a node says that it is there
 * @param maxMissedHeartbeats        after how many announcements that did not come a node is suspect
 * @param forgetTimeout   how long a silent node stays in the directory
 * @param maxCallsPerNode  calls under way to one node at most
 * @param maxBytesPerNode  bytes of requests under way to one node at most, those of timed-out calls included until the node has read them
 * @param drainTimeout    how long a drain waits for others to finish with this node, and then for this node to finish its work
 * @param maxClockSkew     how far another node's clock may be off before it is worth a warning; deadlines travel as absolute time
 */
public record RpcSettings(
        Duration heartbeatInterval,
        int maxMissedHeartbeats,
        Duration forgetTimeout,
        int maxCallsPerNode,
        long maxBytesPerNode,
        Duration drainTimeout,
        Duration maxClockSkew) {

    /** 250 ms, suspect after three; 512 calls and 16 MB per node; a drain takes 10 s at most for each of its two waits. */
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

    /** The same with another limit for each of the two waits of a drain. */
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
