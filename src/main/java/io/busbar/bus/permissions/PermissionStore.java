package io.busbar.bus.permissions;

import io.busbar.data.Database;
import io.busbar.data.DatabaseTimeline;
import io.busbar.data.RowMapper;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Reads shares and denials, and the objects whose rights changes have changed. */
final class PermissionStore {
    /** The maximum number of changed objects that one read returns. */
    static final int MAX_CHANGES = 10_000;

    private static final RowMapper<AccessControlEntry> ENTRY = RowMapper.of(AccessControlEntry.class)
            .select("user", "grantee")
            .select("createdBy", "granted_by")
            .select("createdAt", "granted_at");

    static final String SELECT_ENTRIES = """
        select %s from bus.permission_grant
        where resource_type = $1 and resource_id = $2 and (until is null or until > now())
        order by id limit %d""".formatted(ENTRY.columns(), 2 * TxPermissions.MAX_ENTRIES);

    /**
     * Selects the changes that were not visible to the snapshot of the read before: those of later transactions, and those of the
     * transactions that were running. So each is read once, however long its transaction or another one ran. Returns one row without an
     * object if there is none, so that the position is always known.
     *
     * <p>The range of one ID makes PostgreSQL use the index even if most rows are of one transaction.
     *
     * <p>A standby that was promoted may have lost transactions and passed their IDs by the next read: only its timeline shows that.
     */
    static final String SELECT_CHANGES = """
        select pg_current_snapshot()::text as snapshot, now() as clock, database.timeline,
          database.timeline <> $2::text or pg_snapshot_xmax(pg_current_snapshot()) < pg_snapshot_xmax($1::text::pg_snapshot) as went_back,
          c.resource_type, c.resource_id
        from (select %2$s as timeline) as database left join (
          select * from (
            (select resource_type, resource_id from bus.permission_change
             where xid >= pg_snapshot_xmax($1::text::pg_snapshot) order by xid limit %1$d)
            union all
            (select changed.resource_type, changed.resource_id
             from pg_snapshot_xip($1::text::pg_snapshot) as running (xid)
             cross join lateral (
               select resource_type, resource_id from bus.permission_change
               where xid between running.xid and running.xid order by xid limit %1$d) as changed)) as unread
          limit %1$d) as c on true""".formatted(MAX_CHANGES + 1, DatabaseTimeline.EXPRESSION);

    private final Database database;

    PermissionStore(Database database) {
        this.database = database;
    }

    /**
     * The position up to which changes have been read.
     *
     * @param snapshot the snapshot of the database that was read
     * @param clock    the time of the database at that moment
     * @param timeline the history of the database to which the snapshot belongs
     */
    record ChangeCursor(String snapshot, OffsetDateTime clock, String timeline) {
        /** The position of a node that has read nothing. Its snapshot sees every transaction, because no earlier change matters. */
        static final ChangeCursor START = new ChangeCursor(
                "9223372036854775807:9223372036854775807:", Instant.EPOCH.atOffset(ZoneOffset.UTC), "");
    }

    /**
     * The objects whose rights have changed, and the position up to which they were read.
     *
     * @param wentBack whether the database may lack changes that were read before, as after a restore or the loss of its primary
     */
    record ChangeBatch(List<ResourceKey> changes, ChangeCursor cursor, boolean wentBack) {
        /** Returns whether there may be more changes than these. */
        boolean isIncomplete() {
            return wentBack || changes.size() > MAX_CHANGES;
        }
    }

    /** Returns the shares and denials of an object that have not ended. */
    Future<List<AccessControlEntry>> entries(ResourceKey key) {
        return database.queryUrgent(SELECT_ENTRIES, Tuple.of(key.type(), key.id()))
                .map(ENTRY::all);
    }

    /** Returns the objects whose changes have committed after the cursor. */
    Future<ChangeBatch> since(ChangeCursor cursor) {
        return database.queryUrgent(SELECT_CHANGES, Tuple.of(cursor.snapshot(), cursor.timeline()))
                .map(PermissionStore::toBatch);
    }

    private static ChangeBatch toBatch(RowSet<Row> rows) {
        List<ResourceKey> changes = new ArrayList<>();
        ChangeCursor cursor = ChangeCursor.START;
        boolean wentBack = false;
        for (Row row : rows) {
            cursor = new ChangeCursor(
                    row.getString("snapshot"), row.getOffsetDateTime("clock"), row.getString("timeline"));
            wentBack = row.getBoolean("went_back");
            UUID id = row.getUUID("resource_id");
            if (id != null) {
                changes.add(new ResourceKey(row.getString("resource_type"), id));
            }
        }
        return new ChangeBatch(changes, cursor, wentBack);
    }
}
