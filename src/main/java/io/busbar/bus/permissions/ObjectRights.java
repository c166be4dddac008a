package io.busbar.bus.permissions;

import io.busbar.bus.permissions.StoredGrant.GrantEffect;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The rights of an object that a node knows: its owner, shares and denials.
 *
 * @param ownership empty if there is no such object
 */
public record ObjectRights(Optional<Ownership> ownership, List<StoredGrant> grants) {
    public ObjectRights {
        grants = List.copyOf(grants);
    }

    /** Returns the grants with this effect on the user and the permission, without those that have ended. */
    Stream<StoredGrant> grants(GrantEffect effect, UUID user, String permission) {
        Instant now = Instant.now();
        return grants.stream().filter(grant -> grant.applies(effect, user, permission, now));
    }
}
