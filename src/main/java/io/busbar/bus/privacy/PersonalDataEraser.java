package io.busbar.bus.privacy;

import io.busbar.bus.Tx;
import io.vertx.core.Future;
import java.util.UUID;

/** Erases what a service holds about a user. It may run more than once for the same user. */
@FunctionalInterface
public interface PersonalDataEraser {
    Future<?> erase(Tx tx, UUID user);
}
