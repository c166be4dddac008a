package io.busbar.http.bridge;

import org.jspecify.annotations.Nullable;

/**
 * The facts about a client that opens a socket, as the HTTP frontend knows them.
 *
 * @param ip           the client's address, for services and logs
 * @param limitKey     the key under which limits count the client's address
 * @param sessionToken the access token of the session cookie; null without one
 * @param onOpened     runs when the request has become a socket
 * @param abort        closes the connection at once
 */
public record Handshake(
        String ip, String limitKey, @Nullable String sessionToken, Runnable onOpened, Runnable abort) {
    /** The key under which a routing context holds the handshake. */
    public static final String KEY = "handshake";
}
