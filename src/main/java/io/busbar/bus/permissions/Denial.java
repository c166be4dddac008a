package io.busbar.bus.permissions;

import io.busbar.bus.Operation;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Forbids a user to call operations on objects, whatever grants them. Only operations that name their object with {@code .on(…)} are
 * decided by the evaluator, so a denial has no effect on others.
 *
 * @param user       the user who is denied
 * @param resource   the only object that the denial concerns; null for all objects
 * @param permission the only permission that is denied; null for every operation on the object
 * @param until      when the denial ends by itself; null if it does not
 */
public record Denial(
        UUID user,
        @Nullable Resource resource,
        @Nullable String permission,
        @Nullable Instant until) {

    public Denial {
        if (resource == null && permission == null) {
            throw new IllegalArgumentException("A denial needs an object, a permission or both");
        }
    }

    /** Creates a denial of all operations on an object, without an end. */
    public static Denial of(UUID user, Resource resource) {
        return new Denial(user, resource, null, null);
    }

    /**
     * Creates a denial of the permission of an operation on all objects, without an end.
     *
     * @throws IllegalArgumentException if the operation concerns no object, because the denial would have no effect
     */
    public static Denial of(UUID user, Operation<?, ?> operation) {
        return new Denial(user, null, permissionOf(operation), null);
    }

    /** Returns a denial of only the permission of this operation. */
    public Denial only(Operation<?, ?> operation) {
        return new Denial(user, resource, permissionOf(operation), until);
    }

    /** Returns this denial with an end. */
    public Denial until(Instant end) {
        return new Denial(user, resource, permission, end);
    }

    /** Returns the key under which the denial is stored. */
    ResourceKey key() {
        return resource == null ? ResourceKey.ofUser(user) : resource.key();
    }

    private static String permissionOf(Operation<?, ?> operation) {
        if (operation.resource() == null) {
            throw new IllegalArgumentException(
                    operation.name() + " concerns no object, so a denial of it has no effect; add .on(…)");
        }
        return operation.permission();
    }
}
