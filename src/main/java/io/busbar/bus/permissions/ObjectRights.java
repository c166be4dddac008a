package io.busbar.bus.permissions;

import io.busbar.bus.permissions.AccessControlEntry.EntryEffect;
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
public record ObjectRights(Optional<Ownership> ownership, List<AccessControlEntry> entries) {
    public ObjectRights {
        entries = List.copyOf(entries);
    }

    /** Returns the entries with this effect on the user and the permission, without those that have ended. */
    Stream<AccessControlEntry> entries(EntryEffect effect, UUID user, String permission) {
        Instant now = Instant.now();
        return entries.stream().filter(entry -> entry.applies(effect, user, permission, now));
    }
}
