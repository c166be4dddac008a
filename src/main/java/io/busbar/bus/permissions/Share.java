package io.busbar.bus.permissions;

import io.busbar.bus.Operation;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Lets a user call operations on an object of another user, where the access rule of the operation says {@code orShared()}.
 *
 * @param resource   the shared object
 * @param grantee    the user with whom it is shared
 * @param permission the only permission that is shared; null for every operation on the object
 * @param until      when the share ends by itself; null if it does not
 */
public record Share(
        Resource resource,
        UUID grantee,
        @Nullable String permission,
        @Nullable Instant until) {

    /** Creates a share of all operations on an object, without an end. */
    public Share(Resource resource, UUID grantee) {
        this(resource, grantee, null, null);
    }

    /** Returns a share of only the permission of this operation. */
    public Share only(Operation<?, ?> operation) {
        return new Share(resource, grantee, operation.permission(), until);
    }

    /** Returns this share with an end. */
    public Share until(Instant end) {
        return new Share(resource, grantee, permission, end);
    }
}
