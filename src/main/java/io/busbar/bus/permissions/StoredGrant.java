package io.busbar.bus.permissions;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A share or denial as it is stored with its object.
 *
 * @param grantee    the user whom it concerns
 * @param permission the only permission that it concerns; null for every operation on the object
 * @param until      when it ends by itself; null if it does not
 * @param grantedBy  the user who wrote it; null for the system
 */
public record StoredGrant(
        UUID grantee,
        @Nullable String permission,
        GrantEffect effect,
        @Nullable OffsetDateTime until,
        @Nullable UUID grantedBy,
        OffsetDateTime grantedAt) {

    /** Whether a grant gives access or takes it away. */
    public enum GrantEffect {
        SHARE,
        DENY
    }

    /** Returns whether the grant has this effect on the user and the permission at this time. */
    boolean applies(GrantEffect expected, UUID user, String requested, Instant now) {
        return effect == expected
                && grantee.equals(user)
                && (permission == null || permission.equals(requested))
                && (until == null || until.toInstant().isAfter(now));
    }
}
