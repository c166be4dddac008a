package io.busbar.services.auth.session;

import org.jspecify.annotations.Nullable;

/**
 * Where a session comes from.
 *
 * @param device what its owner will recognise it by
 * @param ip     the client's address; null for programs
 */
public record ClientInfo(String device, @Nullable String ip) {
    /** As far as one client cannot move within. */
    public String network() {
        return NetworkPrefix.of(ip);
    }
}
