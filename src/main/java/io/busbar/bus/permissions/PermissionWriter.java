package io.busbar.bus.permissions;

import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Require;
import io.busbar.bus.Tx;
import io.busbar.bus.permissions.StoredGrant.GrantEffect;
import io.busbar.data.WireNames;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes shares and denials in the transaction of a change, and collects the objects whose rights have changed. */
public final class PermissionWriter implements TxPermissions {
    private static final int ERASURE_BATCH_SIZE = 1_000;

    /** Serializes the grants of one object, so that concurrent changes do not exceed the limit together. */
    private static final String LOCK_OBJECT =
            "select pg_advisory_xact_lock(hashtextextended('permissions/' || $1::text || '/' || $2::text, 7))";

    private static final String INSERT = """
        insert into bus.permission_grant (resource_type, resource_id, grantee, permission, effect, until, granted_by)
        select $1::text, $2::uuid, $3::uuid, $4::text, $5::text, $6::timestamptz, $7::uuid
        where exists (
            select from bus.permission_grant
            where resource_type = $1 and resource_id = $2 and grantee = $3 and effect = $5 and permission is not distinct from $4)
          or (select count(*) from bus.permission_grant where resource_type = $1 and resource_id = $2) < %d
        on conflict on constraint permission_grant_once do update
        set until = excluded.until, granted_by = excluded.granted_by, granted_at = excluded.granted_at""".formatted(MAX_GRANTS);

    private static final String DELETE_SHARES = """
        delete from bus.permission_grant
        where resource_type = $1 and resource_id = $2 and grantee = $3 and effect = 'share'""";

    private static final String DELETE_DENIAL = """
        delete from bus.permission_grant
        where resource_type = $1 and resource_id = $2 and grantee = $3 and effect = 'deny' and permission is not distinct from $4::text""";

    private static final String DELETE_OBJECTS =
            "delete from bus.permission_grant where resource_type = $1 and resource_id = any ($2)";

    /** Deletes a batch of the grants of a user and tells the nodes, in one statement. */
    private static final String ERASE = """
        with deleted as (
          delete from bus.permission_grant where id in (
            select id from bus.permission_grant where grantee = $1 order by id limit %d for update)
          returning resource_type, resource_id)
        insert into bus.permission_change (resource_type, resource_id) select resource_type, resource_id from deleted""".formatted(ERASURE_BATCH_SIZE);

    private final Tx tx;
    private final @Nullable UUID actor;
    private final Consumer<ResourceKey> changes;

    /**
     * Creates the writer of a change.
     *
     * @param actor   the user in whose name the change runs; null for the system
     * @param changes receives the objects whose rights change with the commit
     */
    public PermissionWriter(Tx tx, @Nullable UUID actor, Consumer<ResourceKey> changes) {
        this.tx = tx;
        this.actor = actor;
        this.changes = changes;
    }

    @Override
    public Future<Void> share(Share share) {
        return insert(share.resource().key(), share.grantee(), share.permission(), GrantEffect.SHARE, share.until());
    }

    @Override
    public Future<Void> unshare(Resource resource, UUID grantee) {
        return delete(resource.key(), DELETE_SHARES, Tuple.of(resource.type().fullName(), resource.id(), grantee));
    }

    @Override
    public Future<Void> deny(Denial denial) {
        return insert(denial.key(), denial.user(), denial.permission(), GrantEffect.DENY, denial.until());
    }

    @Override
    public Future<Void> removeDenial(Denial denial) {
        ResourceKey key = denial.key();
        return delete(key, DELETE_DENIAL, Tuple.of(key.type(), key.id(), denial.user(), denial.permission()));
    }

    @Override
    public void resourceChanged(Resource resource) {
        changes.accept(resource.key());
    }

    @Override
    public Future<Void> resourcesDeleted(ResourceType type, Collection<UUID> ids) {
        ids.forEach(id -> resourceChanged(type.of(id)));
        return ids.isEmpty()
                ? Future.succeededFuture()
                : tx.query(DELETE_OBJECTS, Tuple.of(type.fullName(), (Object) ids.toArray(UUID[]::new)))
                        .mapEmpty();
    }

    /** Removes all shares and denials of a user whose account is erased. */
    public static Future<Void> erase(Tx tx, UUID user) {
        return tx.query(ERASE, Tuple.of(user))
                .compose(
                        erased -> erased.rowCount() == ERASURE_BATCH_SIZE ? erase(tx, user) : Future.succeededFuture());
    }

    /** Takes the lock and inserts in one round trip; the insert sees what was committed before the lock was acquired. */
    private Future<Void> insert(
            ResourceKey key, UUID grantee, @Nullable String permission, GrantEffect effect, @Nullable Instant until) {
        Future<RowSet<Row>> locked =
                tx.query(LOCK_OBJECT, Tuple.of(key.type(), key.id().toString()));
        Future<RowSet<Row>> inserted = tx.query(
                INSERT,
                Tuple.of(
                        key.type(),
                        key.id(),
                        grantee,
                        permission,
                        WireNames.nameOf(effect),
                        until == null ? null : until.atOffset(ZoneOffset.UTC),
                        actor));
        changes.accept(key);
        return locked.compose(held -> inserted).map(rows -> {
            Require.that(rows.rowCount() > 0, PermissionWriter::limitReached);
            return null;
        });
    }

    private Future<Void> delete(ResourceKey key, String sql, Tuple values) {
        changes.accept(key);
        return tx.query(sql, values).mapEmpty();
    }

    private static Failure limitReached() {
        return Failure.of(FailureCode.CONFLICT, "There can be at most " + MAX_GRANTS + " shares and denials");
    }
}
