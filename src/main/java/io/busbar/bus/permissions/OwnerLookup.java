package io.busbar.bus.permissions;

import io.vertx.core.Future;
import java.util.Optional;
import java.util.UUID;

/**
 * Finds an object's owner with a query that only reads. It is called on any thread, and not again until the object changes or is dropped
 * from memory.
 */
@FunctionalInterface
public interface OwnerLookup {
    /** Returns the ownership of the object; empty if there is no such object. */
    Future<Optional<Ownership>> find(UUID id);
}
