package io.busbar.http.bridge;

import java.time.Duration;

/**
 * What one client can occupy by sockets.
 *
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
        int perAddress,
        int perPerson,
        int calls,
        int frames,
        int frameBytes,
        int full,
        int overfull,
        Duration slow,
        Duration silence) {
    /** For use by people. Of answers the largest there is fits in behind what is full. */
    public static SocketLimits standard() {
        return new SocketLimits(
                200, 50, 64, 120, 64 << 10, 128 << 10, 5 << 18, Duration.ofSeconds(30), Duration.ofSeconds(75));
    }

    /** The same with another patience. */
    public SocketLimits silence(Duration other) {
        return new SocketLimits(perAddress, perPerson, calls, frames, frameBytes, full, overfull, slow, other);
    }
}
