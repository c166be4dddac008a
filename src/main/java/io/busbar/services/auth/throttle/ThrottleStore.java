package io.busbar.services.auth.throttle;

import io.busbar.bus.Tx;
import io.busbar.data.Database;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Counts failed attempts per bucket, and locks buckets. An attempt counts as failed from its start until it succeeds or is refunded.
 *
 * <p>A lock lasts 30 seconds after the last free failure and twice as long after each further one, up to an hour. Failures are forgotten 24
 * hours after the last one. Statements lock rows in the order of their keys, so that concurrent attempts cannot deadlock.
 */
public final class ThrottleStore {
    private static final String FAILURES = """
        case when t.last_failure_at < now() - interval '24 hours' then 1 else t.failures + 1 end""";

    /**
     * Also deletes a few buckets whose failures are forgotten, in any order: it skips locked rows, so it cannot deadlock. The exponent is
     * limited only to avoid an overflow; the lock reaches an hour before.
     */
    private static final String RESERVE = """
        with stale as (
          delete from auth.throttle
          where bucket <> all ($1::bytea[])
            and bucket in (select bucket from auth.throttle where last_failure_at < now() - interval '24 hours'
                           order by last_failure_at limit 4 for update skip locked))
        insert into auth.throttle as t (bucket, free_failures, failures)
        select bucket, free_failures, 1 from unnest($1::bytea[], $2::int[]) as requested (bucket, free_failures) order by bucket
        on conflict (bucket) do update
        set free_failures = excluded.free_failures, failures = %1$s, last_failure_at = now(),
            locked_until = case when %1$s >= excluded.free_failures
                                then now() + least(interval '1 hour',
                                                   interval '30 seconds' * power(2, least(%1$s - excluded.free_failures, 10))) end
        where t.locked_until is null or t.locked_until <= now()
        returning bucket""".formatted(FAILURES);

    /** One second if the lock has ended meanwhile. */
    private static final String LOCK_REMAINING = """
        select greatest(1, ceil(extract(epoch from max(locked_until) - clock_timestamp())))::int as seconds
        from auth.throttle where bucket = any ($1::bytea[])""";

    private static final String FIND_LOCK =
            LOCK_REMAINING + " and locked_until > clock_timestamp() having count(*) > 0";

    private static final String REFUND = """
        with locked as materialized (
          select bucket from auth.throttle where bucket = any ($1::bytea[]) order by bucket for update)
        update auth.throttle set failures = greatest(0, failures - 1), locked_until = null
        from locked
        where throttle.bucket = locked.bucket""";

    private static final String RECORD_SUCCESS = """
        with locked as materialized (
          select bucket from auth.throttle where bucket = any ($1::bytea[] || $2::bytea[]) order by bucket for update),
        cleared as (
          delete from auth.throttle using locked where throttle.bucket = locked.bucket and locked.bucket = any ($1::bytea[]))
        update auth.throttle
        set failures = greatest(0, failures - 1),
            locked_until = case when failures > free_failures then locked_until end
        from locked
        where throttle.bucket = locked.bucket and locked.bucket = any ($2::bytea[])""";

    private final Database database;

    public ThrottleStore(Database database) {
        this.database = database;
    }

    /** Returns the remaining time of the longest lock, at least one second; empty if none of the buckets is locked. Locks no row. */
    Future<Optional<Duration>> findLock(List<Buffer> buckets) {
        return database.query(FIND_LOCK, tupleOf(buckets))
                .map(rows -> rows.stream().map(ThrottleStore::seconds).findFirst());
    }

    /** Refunds an attempt and removes the locks: only the attempt itself can have set them, because a locked bucket admits none. */
    Future<?> refund(Tx tx, List<Buffer> buckets) {
        return tx.query(REFUND, tupleOf(buckets));
    }

    /**
     * Counts an attempt in each bucket. Returns false if one of them is locked; the caller must then roll the transaction back, because the
     * attempt was counted in the other buckets.
     */
    Future<Boolean> reserve(Tx tx, List<Buffer> buckets, List<Integer> freeFailures) {
        return tx.query(RESERVE, tupleOf(buckets).addValue(freeFailures.toArray(Integer[]::new)))
                .map(reserved -> reserved.rowCount() == buckets.size());
    }

    /** Returns the remaining time of the longest lock, at least one second. */
    Future<Duration> lockRemaining(Tx tx, List<Buffer> buckets) {
        return tx.query(LOCK_REMAINING, tupleOf(buckets))
                .map(rows -> seconds(rows.iterator().next()));
    }

    private static Duration seconds(Row row) {
        return Duration.ofSeconds(row.getInteger("seconds"));
    }

    /** Resets the buckets {@code own}, and refunds the attempt in {@code shared}, which keep the failures of other attempts. */
    Future<?> recordSuccess(Tx tx, List<Buffer> own, List<Buffer> shared) {
        return tx.query(RECORD_SUCCESS, tupleOf(own).addValue(shared.toArray(Buffer[]::new)));
    }

    private static Tuple tupleOf(List<Buffer> buckets) {
        return Tuple.tuple().addValue(buckets.toArray(Buffer[]::new));
    }
}
