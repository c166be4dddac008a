package io.busbar.bus.jobs.engine;

import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Tx;
import io.busbar.bus.jobs.JobFileException;
import io.busbar.bus.jobs.JobOutcome;
import io.busbar.bus.outbox.LeaseLostException;
import io.busbar.data.Blobs;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.Collection;
import java.util.UUID;

/**
 * The file that the steps of a job make by appending to it: a blob that belongs to the job. The state of a job and its file always fit
 * together. A failed job keeps both and continues with them; a job that loses its file goes back to the state before the first part.
 */
final class JobFile {
    /** Fills up the last chunk and adds further ones, so that all but the last have the size by which they are found. */
    private static final String APPEND = """
        with held as (
          select id, state, done, total from bus.job where id = $1 and fence = $2 and status = 'running' for update),
        file as (
          insert into bus.blob as b (job, restart_from, retained, size, sha256)
          select id, jsonb_build_object('state', state, 'done', done, 'total', total), true, length($3::bytea), '' from held
          on conflict (job) where job is not null do update set size = b.size + excluded.size, updated_at = now()
          returning id, size, size - length($3) as part_start),
        chunks as (
          insert into bus.blob_chunk as c (blob, chunk_index, bytes)
          select id, i, substring($3 from (greatest(i * %1$d, part_start) - part_start)::int + 1 for ((i + 1) * %1$d - greatest(i * %1$d, part_start))::int)
          from file, generate_series(part_start / %1$d, (size - 1) / %1$d) as i
          where length($3) > 0
          on conflict (blob, chunk_index) do update set bytes = c.bytes || excluded.bytes)
        select id, size from file""".formatted(Blobs.CHUNK_BYTES);

    private static final String DISCARD = """
        with released as (%s where job = any($1) returning old.job, old.restart_from)
        update bus.job as j
        set state = restart_from -> 'state', done = (restart_from ->> 'done')::bigint, total = (restart_from ->> 'total')::bigint
        from released where j.id = released.job""".formatted(Blobs.RELEASE);

    private JobFile() {}

    /** The file after a step has appended to it. */
    record Appended(UUID blob, long size) {
        static Appended of(Row row) {
            return new Appended(row.getUUID("id"), row.getLong("size"));
        }
    }

    /**
     * Appends to the file of a step's job, which is created first if there is none. Fails with {@link LeaseLostException} if the step no
     * longer belongs to this node, and with {@link JobFileException} if the file would be too large.
     */
    static Future<Appended> append(Tx tx, ClaimedStep step, Buffer bytes) {
        return tx.query(APPEND, Tuple.of(step.id(), step.fence(), bytes)).map(rows -> {
            Appended appended = rows.stream().findFirst().map(Appended::of).orElseThrow(LeaseLostException::new);
            if (appended.size() > JobOutcome.MAX_FILE_BYTES) {
                throw new JobFileException(Failure.of(
                        FailureCode.PAYLOAD_TOO_LARGE,
                        "The file of a job can have at most " + JobOutcome.MAX_FILE_BYTES + " bytes"));
            }
            return appended;
        });
    }

    /**
     * Removes the files of these jobs; the retention cleaner deletes their bytes. No step of them may be able to append any more. It has to
     * be a statement of its own after the one that ensures this, because only a later statement sees what a step has appended meanwhile.
     */
    static Future<Void> discard(Tx tx, Collection<UUID> jobs) {
        return jobs.isEmpty()
                ? Future.succeededFuture()
                : tx.query(DISCARD, Tuple.of((Object) jobs.toArray(UUID[]::new)))
                        .mapEmpty();
    }
}
