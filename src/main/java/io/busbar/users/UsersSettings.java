package io.busbar.users;

import java.time.Duration;

/**
 * What the users service is told.
 *
 * @param deletionGrace how long a deleted account can be taken up again
 */
public record UsersSettings(Duration deletionGrace) {}
