package io.busbar.bus.jobs.engine;

import io.busbar.data.Blobs;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.UUID;

/**
 * Deletes jobs with their children, shares and denials, and releases their files. The bytes of small files are deleted at once, those of
 * large ones by the retention cleaner. Nodes need not be told: the ID of a job is never used again. Children are deleted first and in
 * bounded batches, because a child that ends locks its own row before the row of its parent.
 */
public final class JobDeletion {
    private static final int FAMILY_BATCH_SIZE = 20;
    private static final int CHILD_BATCH_SIZE = 1_000;

    private static final String LOCK_OWNED = """
        select id, pg_advisory_xact_lock(%s) from (
          select id, parent from bus.job where owner = $1 and parent is null order by id limit %d) as owned""".formatted(FamilyLock.KEY, FAMILY_BATCH_SIZE);

    /** Families that another transaction has locked are skipped until the next run. */
    private static final String LOCK_EXPIRED = """
        select id, pg_try_advisory_xact_lock(%s) as locked from (
          select id, parent from bus.job where expires_at <= now() order by expires_at limit %d) as expired""".formatted(FamilyLock.KEY, FAMILY_BATCH_SIZE);

    /** The foreign key deletes only a file that a step has begun while this statement waited for it: a single part. */
    private static final String DELETE = """
        with deleted as materialized (%%s for update),
        files as materialized (
          select (upload ->> 'blob')::uuid as id from deleted where upload is not null
          union all select file.id from deleted join bus.blob as file on file.job = deleted.id),
        released as (%s where id in (select id from files)),
        chunks as (
          delete from bus.blob_chunk where (blob, chunk_index) in (
            select blob, chunk_index from bus.blob_chunk where blob in (select id from files) limit 256)),
        grants as (
          delete from bus.permission_grant where resource_type = 'jobs.job' and resource_id in (select id from deleted))
        delete from bus.job where id in (select id from deleted)""".formatted(Blobs.RELEASE);

    /** The order is that of the index, so that a batch reads only its own rows. */
    private static final String DELETE_CHILDREN = DELETE.formatted(
            "select id, upload from bus.job where parent = any($1) order by parent, id limit " + CHILD_BATCH_SIZE);

    private static final String DELETE_OWNED =
            DELETE.formatted("select id, upload from bus.job where id = any($1) order by id");

    /** A job that was retried before its family was locked has not expired any more. */
    private static final String DELETE_EXPIRED =
            DELETE.formatted("select id, upload from bus.job where id = any($1) and expires_at <= now() order by id");

    /** Runs a statement in the transaction of the deletion. */
    @FunctionalInterface
    public interface Statements {
        Future<RowSet<Row>> query(String sql, Tuple values);
    }

    private JobDeletion() {}

    /** Deletes all jobs of a user. Steps that are running can no longer commit. */
    public static Future<Void> deleteOwned(Statements tx, UUID owner) {
        return tx.query(LOCK_OWNED, Tuple.of(owner)).compose(locked -> {
            if (locked.rowCount() == 0) {
                return Future.succeededFuture();
            }
            Tuple families = families(locked);
            return deleteAllChildren(tx, families)
                    .compose(children -> tx.query(DELETE_OWNED, families))
                    .compose(jobs -> deleteOwned(tx, owner));
        });
    }

    /** Deletes one batch of expired jobs, or of their children, and returns whether there may be more. */
    public static Future<Boolean> deleteExpired(Statements tx) {
        return tx.query(LOCK_EXPIRED, Tuple.tuple()).compose(expired -> {
            Tuple families = lockedFamilies(expired);
            return tx.query(DELETE_CHILDREN, families)
                    .compose(children -> children.rowCount() == CHILD_BATCH_SIZE
                            ? Future.succeededFuture(true)
                            : tx.query(DELETE_EXPIRED, families).map(jobs -> jobs.rowCount() == FAMILY_BATCH_SIZE));
        });
    }

    private static Future<Void> deleteAllChildren(Statements tx, Tuple families) {
        return tx.query(DELETE_CHILDREN, families)
                .compose(deleted -> deleted.rowCount() == CHILD_BATCH_SIZE
                        ? deleteAllChildren(tx, families)
                        : Future.succeededFuture());
    }

    private static Tuple families(RowSet<Row> rows) {
        return Tuple.of((Object) rows.stream().map(row -> row.getUUID("id")).toArray(UUID[]::new));
    }

    private static Tuple lockedFamilies(RowSet<Row> rows) {
        return Tuple.of((Object) rows.stream()
                .filter(row -> row.getBoolean("locked"))
                .map(row -> row.getUUID("id"))
                .toArray(UUID[]::new));
    }
}
