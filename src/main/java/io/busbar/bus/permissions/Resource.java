package io.busbar.bus.permissions;

import java.util.UUID;

/** One object of a {@link ResourceType}. */
public record Resource(ResourceType type, UUID id) {
    ResourceKey key() {
        return new ResourceKey(type.fullName(), id);
    }
}
