package io.busbar.services.auth.session;

import org.jspecify.annotations.Nullable;

/**
 * The client of a sign-in.
 *
 * @param device the device's name for its owner
 * @param ip     the client's IP address, or null for internal callers
 */
public record ClientInfo(String device, @Nullable String ip) {
    /** The client's network prefix, which groups sign-in attempts of one network. */
    public String network() {
        return NetworkPrefix.of(ip);
    }
}
