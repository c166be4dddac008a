package io.busbar.http.bridge;

import java.time.Duration;

/**
 * What can be occupied by sockets, by all clients of a node and by one.
 *
 * @param perNode    sockets of a node; whoever comes then is sent to another. Those whose handshakes are under way meanwhile are not counted yet
 * @param perAddress sockets of one address
 * @param perPerson  sockets of one signed-in person on one node
 * @param calls      messages of one socket that wait for an answer at once
 * @param frames     in a minute, of one socket: pings, registrations, and whatever is refused
 * @param frameBytes of one frame from a client
 * @param full       characters not yet taken by the client from which on nothing more is pushed, and nothing more read
 * @param overfull   characters not yet taken by the client from which on it is given up
 * @param slow       how long that may last
 * @param silence    how long a client may say nothing at all
 */
public record SocketLimits(
        int perNode,
        int perAddress,
        int perPerson,
        int calls,
        int frames,
        int frameBytes,
        int full,
        int overfull,
        Duration slow,
        Duration silence) {
    /** Bytes of the heap that an idle one takes, as measured. */
    private static final long EACH = 20 << 10;

    /** For use by people. Of answers the largest there is fits in behind what is full. A quarter of the heap is for idle sockets. */
    public static SocketLimits standard() {
        long fit = Runtime.getRuntime().maxMemory() / 4 / EACH;
        return new SocketLimits(
                (int) Math.min(fit, Integer.MAX_VALUE),
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
    public SocketLimits silence(Duration other) {
        return new SocketLimits(perNode, perAddress, perPerson, calls, frames, frameBytes, full, overfull, slow, other);
    }

    /** The same with another number of sockets on a node. */
    public SocketLimits perNode(int other) {
        return new SocketLimits(other, perAddress, perPerson, calls, frames, frameBytes, full, overfull, slow, silence);
    }
}
