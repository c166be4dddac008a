package io.busbar.services.auth;

import java.time.Duration;

/**
 * What the auth service is told.
 *
 * @param secret       the deployment's, from which the keys of the service are derived
 * @param accessTokenLifetime  how long an access token holds
 * @param refreshTokenIdleTimeout how long a session lasts without use
 * @param bcryptCost   rounds of a password's hash, as a power of two
 * @param clientUrl    where the links in mails lead, without a slash at the end
 */
public record AuthSettings(
        String secret,
        Duration accessTokenLifetime,
        Duration refreshTokenIdleTimeout,
        int bcryptCost,
        String clientUrl) {
    @Override
    public String toString() {
        return "AuthSettings";
    }
}
