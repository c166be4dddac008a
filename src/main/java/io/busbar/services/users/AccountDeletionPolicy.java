package io.busbar.services.users;

import java.time.Duration;

/**
 * The settings of the users service for the deletion of accounts.
 *
 * @param gracePeriod time from the deletion of an account to its erasure, in which its owner can cancel the deletion
 */
public record AccountDeletionPolicy(Duration gracePeriod) {}
