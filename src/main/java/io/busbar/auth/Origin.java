package io.busbar.auth;

import org.jspecify.annotations.Nullable;

/**
 * Where a session comes from.
 *
 * @param device what its owner will recognise it by
 * @param ip     the client's address; null for programs
 */
record Origin(String device, @Nullable String ip) {
    /** As far as one client cannot move within. */
    String network() {
        return Networks.of(ip);
    }
}
