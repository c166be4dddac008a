package io.busbar.bus.permissions;

import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/**
 * The permissions as a change can write them. Every node decides by what a change has written at the latest 250 ms after its commit, and
 * the node of the change at once.
 */
public interface TxPermissions {
    /**
     * The maximum number of shares of one object, of denials of one object, and of denials of one user that concern no object. Those that
     * have ended don't count.
     */
    int MAX_ENTRIES = 1_000;

    /**
     * Shares an object with a user. It replaces a share of the same object and permission with the same user, and has no effect if the
     * user's account is erased.
     *
     * @throws Failure {@link FailureCode#CONFLICT} in the future if the object has reached the limit of shares, {@link
     *     FailureCode#NOT_FOUND} if another change has deleted it
     */
    Future<Void> share(Share share);

    /** Ends all shares of the object with the user; has no effect if there are none. */
    Future<Void> unshare(Resource resource, UUID grantee);

    /**
     * Denies a permission. It replaces a denial of the same user, object and permission, and has no effect if the user's account is
     * erased.
     *
     * @throws Failure {@link FailureCode#CONFLICT} in the future if the object or the user has reached the limit of denials, {@link
     *     FailureCode#NOT_FOUND} if another change has deleted the object
     */
    Future<Void> deny(Denial denial);

    /** Removes the denial with the same user, object and permission; has no effect if there is none. */
    Future<Void> removeDenial(Denial denial);

    /** Makes all nodes read the object's rights again: this change gives the object another owner, or hides or shows it. */
    void resourceChanged(Resource resource);

    /** Removes the shares and denials of an object that this change deletes, and whose ID is never used again. */
    default Future<Void> resourceDeleted(Resource resource) {
        return resourcesDeleted(resource.type(), List.of(resource.id()));
    }

    /** Removes the shares and denials of objects that this change deletes, and whose IDs are never used again. */
    Future<Void> resourcesDeleted(ResourceType type, Collection<UUID> ids);
}
