package io.busbar.services.users;

import java.time.Duration;

/**
 * The configuration of the users service.
 *
 * @param gracePeriod time from the deletion of an account to its erasure, in which its owner can cancel the deletion
 */
public record AccountDeletionPolicy(Duration gracePeriod) {}
