package io.busbar.services.auth;

import io.busbar.data.DeploymentSecrets;
import java.time.Duration;

/**
 * The settings of the auth service.
 *
 * @param secrets                 the deployment's secrets, from which the keys of the service are derived
 * @param accessTokenLifetime     the lifetime of access tokens
 * @param refreshTokenIdleTimeout how long a session lasts without use
 * @param bcryptCost              the base-2 logarithm of the number of bcrypt rounds
 * @param clientUrl               the base URL of links in emails, without a slash at the end
 */
public record AuthSettings(
        DeploymentSecrets secrets,
        Duration accessTokenLifetime,
        Duration refreshTokenIdleTimeout,
        int bcryptCost,
        String clientUrl) {
    @Override
    public String toString() {
        return "AuthSettings";
    }
}
