package io.busbar.http.bridge;

import org.jspecify.annotations.Nullable;

/**
 * What the front knows of a client that opens a socket.
 *
 * @param ip      the client's address, as services and logs see it
 * @param subject the same, as limits go by it
 * @param session the access token that came in the session cookie; null without one
 * @param opened  to be run once the request has become a socket
 * @param abort   closes its connection at once
 */
public record Handshake(String ip, String subject, @Nullable String session, Runnable opened, Runnable abort) {
    /** Where a routing context carries it. */
    public static final String KEY = "handshake";
}
