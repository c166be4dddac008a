package io.busbar.bus.outbox;

import io.busbar.data.Blobs;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.UUID;

/**
 * Deletes blobs that were released, and uploads that were not retained within an hour. A file of a job can have thousands of chunks, so each
 * transaction deletes a bounded number of them, and the blob itself once it has none.
 */
final class ReleasedBlobs {
    private static final int BLOB_BATCH_SIZE = 20;
    private static final int CHUNK_BATCH_SIZE = 256;

    /** Releases a blob and deletes up to 64 MB of its bytes. Locks the blob before its chunks, as {@link #deleteBatch} does. */
    static final String RELEASE_AND_DELETE_CHUNKS = """
        with released as (%s where id = $1 returning id)
        delete from bus.blob_chunk where (blob, chunk_index) in (
          select blob, chunk_index from bus.blob_chunk where blob = (select id from released) limit %d)""".formatted(Blobs.RELEASE, CHUNK_BATCH_SIZE);

    /** An upload that has lost its first chunk must be neither completed nor retained, so it is marked like a released blob. */
    private static final String DELETE_CHUNKS = """
        with released as materialized (
          select id from bus.blob
          where not retained and updated_at <= now() - interval '1 hour' order by updated_at limit %d for update skip locked),
        marked as (
          update bus.blob set size = null, sha256 = null, updated_at = '-infinity'
          where id in (select id from released) and updated_at > '-infinity'),
        chunks as (
          delete from bus.blob_chunk where (blob, chunk_index) in (
            select chunk.blob, chunk.chunk_index
            from released cross join lateral (
              select blob, chunk_index from bus.blob_chunk where blob = released.id limit %d) as chunk
            limit %d))
        select id from released""".formatted(BLOB_BATCH_SIZE, CHUNK_BATCH_SIZE, CHUNK_BATCH_SIZE);

    private static final String DELETE_BLOBS =
            "delete from bus.blob as b where id = any($1) and not exists (select from bus.blob_chunk where blob = b.id)";

    private ReleasedBlobs() {}

    /** Deletes one batch and returns whether there may be more. */
    static Future<Boolean> deleteBatch(Transaction tx) {
        return tx.query(DELETE_CHUNKS, Tuple.tuple())
                .compose(released -> tx.query(DELETE_BLOBS, Tuple.of((Object) ids(released)))
                        .map(deleted ->
                                released.rowCount() == BLOB_BATCH_SIZE || deleted.rowCount() < released.rowCount()));
    }

    private static UUID[] ids(RowSet<Row> released) {
        return released.stream().map(row -> row.getUUID("id")).toArray(UUID[]::new);
    }
}
