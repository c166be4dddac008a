package io.busbar.bus.permissions;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A share or denial as it is stored with its object.
 *
 * @param user       the user whom it concerns
 * @param permission the only permission that it concerns; null for every operation on the object
 * @param until      when it ends by itself; null if it does not
 * @param createdBy  the user who wrote it; null for the system
 */
public record AccessControlEntry(
        UUID user,
        @Nullable String permission,
        EntryEffect effect,
        @Nullable OffsetDateTime until,
        @Nullable UUID createdBy,
        OffsetDateTime createdAt) {

    /** Whether an entry allows, as a share does, or denies. */
    public enum EntryEffect {
        SHARE,
        DENY
    }

    /** Returns whether the entry has this effect on the caller and the permission at this time. */
    boolean applies(EntryEffect expected, UUID caller, String requested, Instant now) {
        return effect == expected
                && user.equals(caller)
                && (permission == null || permission.equals(requested))
                && (until == null || until.toInstant().isAfter(now));
    }
}
