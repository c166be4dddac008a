package io.busbar.http.bridge;

import java.time.Duration;

/**
 * What can be occupied by sockets, by all clients of a node and by one.
 *
 * @param maxPerNode    sockets of a node; whoever comes then is sent to another. Those whose handshakes are under way meanwhile are not counted yet
 * @param maxPerAddress sockets of one address
 * @param maxPerUser  sockets of one signed-in person on one node
 * @param maxActiveCalls      messages of one socket that wait for an answer at once
 * @param maxFramesPerMinute     in a minute, of one socket: pings, registrations, and whatever is refused
 * @param maxFrameBytes of one frame from a client
 * @param highWaterMark       characters not yet taken by the client from which on nothing more is pushed, and nothing more read
 * @param maxBufferedChars   characters not yet taken by the client from which on it is given up
 * @param slowConsumerTimeout       how long that may last
 * @param idleTimeout    how long a client may say nothing at all
 */
public record SocketLimits(
        int maxPerNode,
        int maxPerAddress,
        int maxPerUser,
        int maxActiveCalls,
        int maxFramesPerMinute,
        int maxFrameBytes,
        int highWaterMark,
        int maxBufferedChars,
        Duration slowConsumerTimeout,
        Duration idleTimeout) {
    /** Bytes of the heap that an idle one takes, as measured. */
    private static final long HEAP_BYTES_PER_SOCKET = 20 << 10;

    /** For use by people. Of answers the largest there is fits in behind what is full. A quarter of the heap is for idle sockets. */
    public static SocketLimits defaults() {
        long maxSockets = Runtime.getRuntime().maxMemory() / 4 / HEAP_BYTES_PER_SOCKET;
        return new SocketLimits(
                (int) Math.min(maxSockets, Integer.MAX_VALUE),
                200,
                50,
                64,
                120,
                64 << 10,
                128 << 10,
                5 << 18,
                Duration.ofSeconds(30),
                Duration.ofSeconds(75));
    }

    /** The same with another patience. */
    public SocketLimits withIdleTimeout(Duration timeout) {
        return new SocketLimits(
                maxPerNode,
                maxPerAddress,
                maxPerUser,
                maxActiveCalls,
                maxFramesPerMinute,
                maxFrameBytes,
                highWaterMark,
                maxBufferedChars,
                slowConsumerTimeout,
                timeout);
    }

    /** The same with antimeout number of sockets on a node. */
    public SocketLimits withMaxPerNode(int max) {
        return new SocketLimits(
                max,
                maxPerAddress,
                maxPerUser,
                maxActiveCalls,
                maxFramesPerMinute,
                maxFrameBytes,
                highWaterMark,
                maxBufferedChars,
                slowConsumerTimeout,
                idleTimeout);
    }
}
