package io.busbar.http.bridge;

import org.jspecify.annotations.Nullable;

/**
 * What the front knows of a client that opens a socket.
 *
 * @param ip      the client's address, as services and logs see it
 * @param limitKey the same, as limits go by it
 * @param sessionToken the access token that came in the session cookie; null without one
 * @param onOpened  to be run once the request has become a socket
 * @param abort   closes its connection at once
 */
public record Handshake(
        String ip, String limitKey, @Nullable String sessionToken, Runnable onOpened, Runnable abort) {
    /** Where a routing context carries it. */
    public static final String KEY = "handshake";
}
