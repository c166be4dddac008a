package io.busbar.http.bridge;

import java.time.Duration;

/**
 * Limits of sockets, per node and per client.
 *
 * @param maxPerNode          sockets per node; further clients are sent to another node. Handshakes in progress are not counted yet
 * @param maxPerAddress       sockets per address
 * @param maxPerUser          sockets per signed-in user on one node
 * @param maxActiveCalls      concurrent calls per socket
 * @param maxFramesPerMinute  frames per minute and socket, not counting calls: pings, registrations, unregistrations and rejected frames
 * @param maxFrameBytes       bytes per frame from a client
 * @param highWaterMark       buffered characters above which pushes and reading from the client pause
 * @param maxBufferedChars    buffered characters above which the socket is closed
 * @param slowConsumerTimeout how long the buffer may stay above the high-water mark
 * @param idleTimeout         how long a client may send nothing
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
    /** The measured heap usage of an idle socket. */
    private static final long HEAP_BYTES_PER_SOCKET = 20 << 10;

    /**
     * Returns limits for browsers. The buffer has room for the largest possible response (1 MB) above the high-water mark. Idle sockets use
     * at most a quarter of the heap.
     */
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
                1280 << 10,
                Duration.ofSeconds(30),
                Duration.ofSeconds(75));
    }

    /** Returns a copy with another idle timeout. */
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

    /** Returns a copy with another maximum number of sockets per node. */
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
