package io.busbar.bus.permissions;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An existing object's owner and visibility, as its service knows them. If either changes, the service says so in the same change with
 * {@link TxPermissions#resourceChanged}.
 *
 * @param owner  the user who owns the object; null if it belongs to no user
 * @param hidden whether callers without access get the same response as if the object did not exist
 */
public record Ownership(@Nullable UUID owner, boolean hidden) {
    /** Returns the ownership of an object that is as visible as its resource type says. */
    public static Ownership of(@Nullable UUID owner) {
        return new Ownership(owner, false);
    }
}
