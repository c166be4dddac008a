package io.busbar.bus.permissions;

import io.busbar.bus.Failure;
import java.util.UUID;

/**
 * Identifies an object in the tables and caches of permissions.
 *
 * @param type the full name of the resource type; {@code user} for the denials of a user that concern no object
 */
public record ResourceKey(String type, UUID id) {
    /** No resource type has this full name, because they all contain a dot. */
    private static final String USER = "user";

    /** Returns the key under which denials of a user that concern no object are stored. */
    static ResourceKey ofUser(UUID user) {
        return new ResourceKey(USER, user);
    }

    /** Returns the failure of a change that needs the object and finds it deleted. */
    Failure notFound() {
        return Failure.noSuch(type.substring(type.indexOf('.') + 1));
    }
}
