package io.busbar.services.users;

import java.time.Duration;

/**
 * What the users service is told.
 *
 * @param gracePeriod how long a deleted account can be taken up again
 */
public record AccountDeletionPolicy(Duration gracePeriod) {}
