package io.busbar.services.auth;

import java.time.Duration;

/**
 * The settings of the auth service.
 *
 * @param secret                  the deployment's secret, from which the keys of the service are derived
 * @param accessTokenLifetime     the lifetime of access tokens
 * @param refreshTokenIdleTimeout how long a session lasts without use
 * @param bcryptCost              the base-2 logarithm of the number of bcrypt rounds
 * @param clientUrl               the base URL of links in emails, without a slash at the end
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
