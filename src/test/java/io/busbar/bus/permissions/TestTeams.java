package io.busbar.bus.permissions;

import io.vertx.core.Future;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** A further source: the owner of a document lets the members of their team read it. */
final class TestTeams implements GrantSource {
    private final Map<UUID, UUID> ownerByMember = new ConcurrentHashMap<>();

    void join(UUID member, UUID owner) {
        ownerByMember.put(member, owner);
    }

    @Override
    public String name() {
        return "team";
    }

    @Override
    public Future<Optional<String>> grant(PermissionQuery query) {
        UUID owner = ownerByMember.get(query.user().id());
        return Future.succeededFuture(query.rights()
                .ownership()
                .filter(ownership -> owner != null && owner.equals(ownership.owner()))
                .map(ownership -> "is in the team of the owner"));
    }
}
