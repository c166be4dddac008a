package io.busbar.bus.permissions;

import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Require;
import io.busbar.bus.Tx;
import io.busbar.bus.permissions.AccessControlEntry.EntryEffect;
import io.busbar.data.WireNames;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes shares and denials in the transaction of a change, and collects the objects whose rights have changed. */
public final class PermissionWriter implements TxPermissions {
    private static final int ERASURE_BATCH_SIZE = 1_000;

    /**
     * Serializes the entries and the deletion of one object, so that concurrent changes do not exceed the limit together, and the deletion
     * finds every entry. The erasure of the user waits for the insert or the insert for the erasure.
     */
    private static final String LOCK_OBJECT = """
        select pg_advisory_xact_lock_shared(hashtextextended('permissions/user/' || $3::text, 7)),
          pg_advisory_xact_lock(hashtextextended('permissions/' || $1::text || '/' || $2::text, 7))""";

    /** Takes the locks of several objects in a fixed order, so that two deletions can't wait for each other. */
    private static final String LOCK_OBJECTS = """
        select count(pg_advisory_xact_lock(lock_id))
        from (select distinct hashtextextended('permissions/' || $1::text || '/' || id::text, 7) as lock_id
              from unnest($2::uuid[]) as id order by lock_id) as sorted""";

    private static final String LOCK_USER =
            "select pg_advisory_xact_lock(hashtextextended('permissions/user/' || $1::text, 7))";

    /**
     * Stores nothing for an object that is deleted, beyond the limit, and for a user whose account is erased. Only entries of the same effect
     * that have not ended count: the owner of an object must not be able to prevent its denials.
     */
    private static final String INSERT = """
        with active as (
          select grantee, permission from bus.permission_grant
          where resource_type = $1 and resource_id = $2 and effect = $5 and (until is null or until > now())),
        admitted as (
          select where exists (select from active where grantee = $3 and permission is not distinct from $4)
            or (select count(*) from active) < %d),
        deleted as (
          select from bus.permission_change where resource_type = $1 and resource_id = $2 and deleted),
        stored as (
          insert into bus.permission_grant (resource_type, resource_id, grantee, permission, effect, until, granted_by)
          select $1::text, $2::uuid, $3::uuid, $4::text, $5::text, $6::timestamptz, $7::uuid from admitted
          where not exists (select from deleted) and not exists (select from bus.stream_head where account = $3 and erased)
          on conflict on constraint permission_grant_once do update
          set until = excluded.until, granted_by = excluded.granted_by, granted_at = excluded.granted_at)
        select exists (select from deleted) as deleted, exists (select from admitted) as admitted""".formatted(MAX_ENTRIES);

    private static final String DELETE_SHARES = """
        delete from bus.permission_grant
        where resource_type = $1 and resource_id = $2 and grantee = $3 and effect = 'share'""";

    private static final String DELETE_DENIAL = """
        delete from bus.permission_grant
        where resource_type = $1 and resource_id = $2 and grantee = $3 and effect = 'deny' and permission is not distinct from $4::text""";

    /** Also tells the nodes that the objects have changed, and changes that wait for their locks that they are deleted. */
    private static final String DELETE_OBJECTS = """
        with deleted as (
          insert into bus.permission_change (resource_type, resource_id, deleted) select $1::text, id, true from unnest($2::uuid[]) as id)
        delete from bus.permission_grant where resource_type = $1 and resource_id = any ($2)""";

    /** Deletes a batch of the entries of a user and tells the nodes, in one statement. */
    private static final String ERASE = """
        with deleted as (
          delete from bus.permission_grant where id in (
            select id from bus.permission_grant where grantee = $1 order by id limit %d for update)
          returning resource_type, resource_id)
        insert into bus.permission_change (resource_type, resource_id) select resource_type, resource_id from deleted""".formatted(ERASURE_BATCH_SIZE);

    private final Tx tx;
    private final @Nullable UUID actor;
    private final Consumer<ResourceKey> changes;
    private final Consumer<ResourceKey> announcements;

    /**
     * Creates the writer of a change.
     *
     * @param actor         the user in whose name the change runs; null for the system
     * @param changes       receives the objects whose rights change with the commit
     * @param announcements receives the deleted objects, whose change rows are already stored
     */
    public PermissionWriter(
            Tx tx, @Nullable UUID actor, Consumer<ResourceKey> changes, Consumer<ResourceKey> announcements) {
        this.tx = tx;
        this.actor = actor;
        this.changes = changes;
        this.announcements = announcements;
    }

    @Override
    public Future<Void> share(Share share) {
        return insert(share.resource().key(), share.grantee(), share.permission(), EntryEffect.SHARE, share.until());
    }

    @Override
    public Future<Void> unshare(Resource resource, UUID grantee) {
        return delete(resource.key(), DELETE_SHARES, Tuple.of(resource.type().fullName(), resource.id(), grantee));
    }

    @Override
    public Future<Void> deny(Denial denial) {
        return insert(denial.key(), denial.user(), denial.permission(), EntryEffect.DENY, denial.until());
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
        ids.forEach(id -> announcements.accept(type.of(id).key()));
        if (ids.isEmpty()) {
            return Future.succeededFuture();
        }
        Tuple objects = Tuple.of(type.fullName(), (Object) ids.toArray(UUID[]::new));
        Future<RowSet<Row>> locked = tx.query(LOCK_OBJECTS, objects);
        Future<RowSet<Row>> deleted = tx.query(DELETE_OBJECTS, objects);
        return locked.compose(held -> deleted).mapEmpty();
    }

    /** Removes all shares and denials of a user whose account is erased. */
    public static Future<Void> erase(Tx tx, UUID user) {
        return tx.query(LOCK_USER, Tuple.of(user.toString())).compose(locked -> eraseBatches(tx, user));
    }

    private static Future<Void> eraseBatches(Tx tx, UUID user) {
        return tx.query(ERASE, Tuple.of(user))
                .compose(erased ->
                        erased.rowCount() == ERASURE_BATCH_SIZE ? eraseBatches(tx, user) : Future.succeededFuture());
    }

    /** Takes the locks and inserts in one round trip; the insert sees what was committed before the locks were acquired. */
    private Future<Void> insert(
            ResourceKey key, UUID user, @Nullable String permission, EntryEffect effect, @Nullable Instant until) {
        Future<RowSet<Row>> locked =
                tx.query(LOCK_OBJECT, Tuple.of(key.type(), key.id().toString(), user.toString()));
        Future<RowSet<Row>> inserted = tx.query(
                INSERT,
                Tuple.of(
                        key.type(),
                        key.id(),
                        user,
                        permission,
                        WireNames.nameOf(effect),
                        until == null ? null : until.atOffset(ZoneOffset.UTC),
                        actor));
        changes.accept(key);
        return locked.compose(held -> inserted).map(rows -> {
            Row row = rows.iterator().next();
            Require.that(!row.getBoolean("deleted"), key::notFound);
            Require.that(row.getBoolean("admitted"), PermissionWriter::limitReached);
            return null;
        });
    }

    private Future<Void> delete(ResourceKey key, String sql, Tuple values) {
        changes.accept(key);
        return tx.query(sql, values).mapEmpty();
    }

    private static Failure limitReached() {
        return Failure.of(
                FailureCode.CONFLICT,
                String.format(Locale.ROOT, "An object can have at most %1$,d shares and %1$,d denials", MAX_ENTRIES));
    }
}
