package io.busbar.bus.permissions;

import io.busbar.bus.concurrent.FreshPoll;
import io.busbar.bus.permissions.PermissionStore.ChangeBatch;
import io.busbar.bus.permissions.PermissionStore.ChangeCursor;
import io.busbar.data.Database;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Loads the rights of objects and users for decisions. They stay in memory until they change; what a change has written is known at the
 * latest 250 ms after its commit, whatever happens to this node ({@link FreshPoll}). This class is thread-safe.
 */
final class RightsLoader {
    /** Changes are stored for an hour. A node that has not read them for half of it forgets everything. */
    private static final Duration MAX_READ_GAP = Duration.ofMinutes(30);

    private final PermissionStore store;
    private final OwnerRegistry owners;
    private final FreshPoll freshPoll;
    private final RightsCache rightsCache;

    private volatile ChangeCursor cursor = ChangeCursor.START;

    RightsLoader(Vertx vertx, Database database, OwnerRegistry owners) {
        this.store = new PermissionStore(database);
        this.owners = owners;
        this.freshPoll = new FreshPoll(vertx, "permissions", this::readChanges);
        this.rightsCache = new RightsCache(freshPoll);
    }

    /** Polls for changes from now on. Without it, each decision that finds its data outdated reads them. */
    Future<Void> start() {
        return freshPoll.start();
    }

    /** Drops what is known about an object or a user. */
    void onChange(ResourceKey key) {
        rightsCache.invalidate(key);
    }

    /** Returns the owner, shares and denials of an object. */
    Future<ObjectRights> ofObject(Resource resource) {
        return rightsCache.get(resource.key(), key -> {
            Future<List<AccessControlEntry>> entries = store.entries(key);
            return owners.find(resource)
                    .compose(ownership -> entries.map(stored -> new ObjectRights(ownership, stored)));
        });
    }

    /** Returns the denials of a user that concern no object. */
    Future<ObjectRights> ofUser(UUID user) {
        return rightsCache.get(
                ResourceKey.ofUser(user),
                key -> store.entries(key).map(denials -> new ObjectRights(Optional.of(Ownership.of(user)), denials)));
    }

    private Future<Void> readChanges() {
        ChangeCursor from = cursor;
        return store.since(from).map(batch -> {
            apply(from, batch);
            cursor = batch.cursor();
            return null;
        });
    }

    private void apply(ChangeCursor from, ChangeBatch batch) {
        boolean isGap = Duration.between(from.clock(), batch.cursor().clock()).compareTo(MAX_READ_GAP) > 0;
        if (isGap || batch.isIncomplete()) {
            rightsCache.invalidateAll();
        } else {
            batch.changes().forEach(rightsCache::invalidate);
        }
    }
}
