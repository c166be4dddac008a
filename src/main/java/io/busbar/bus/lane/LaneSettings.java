package io.busbar.bus.lane;

import java.time.Duration;

/**
 * The lane's intervals and caps. All nodes of a cluster should have the same.
 *
 * @param announceEvery how often a node says that it is there
 * @param missed        after how many announcements that did not come a node is suspect
 * @param forgetAfter   how long a silent node stays in the directory
 * @param callsPerNode  calls under way to one node at most
 * @param bytesPerNode  bytes of requests under way to one node at most, those of timed-out calls included until the node has read them
 * @param drainLimit    how long a drain waits for others to finish with this node, and then for this node to finish its work
 * @param clockSkew     how far another node's clock may be off before it is worth a warning; deadlines travel as absolute time
 */
public record LaneSettings(
        Duration announceEvery,
        int missed,
        Duration forgetAfter,
        int callsPerNode,
        long bytesPerNode,
        Duration drainLimit,
        Duration clockSkew) {

    /** 250 ms, suspect after three; 512 calls and 16 MB per node; a drain takes 10 s at most for each of its two waits. */
    public static LaneSettings standard() {
        return new LaneSettings(
                Duration.ofMillis(250),
                3,
                Duration.ofMinutes(1),
                512,
                16 << 20,
                Duration.ofSeconds(10),
                Duration.ofMillis(500));
    }

    /** The same with another limit for each of the two waits of a drain. */
    public LaneSettings drainingFor(Duration limit) {
        return new LaneSettings(announceEvery, missed, forgetAfter, callsPerNode, bytesPerNode, limit, clockSkew);
    }

    Duration suspectAfter() {
        return announceEvery.multipliedBy(missed);
    }
}
