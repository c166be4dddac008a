package io.busbar.bus.outbox;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;

/**
 * Removes expired rows in bounded batches, on one node at a time: stored results of requests with idempotency keys after a day; events
 * after 30 days, once all subscribers have handled them; uploads that were not retained within an hour; revocations once the tokens have
 * expired; finished jobs with their results after the time of their type; pushes after a week, or when 1,000 newer ones are stored for the user; and subscriptions that no node renews although the
 * subscriber is running.
 */
final class RetentionCleaner {
    private static final int BATCH_SIZE = 5_000;
    /** For rows whose deletion is expensive: a blob has many chunks, a job many children, and a stream many pushes. */
    private static final int SMALL_BATCH_SIZE = 20;

    private static final int PUSH_BATCH_SIZE = 250;

    private static final String LOCK =
            "select pg_try_advisory_xact_lock(hashtextextended('retention-cleaner', 3)) as locked";

    /**
     * Rows that other transactions have locked are skipped until the next run, so that the cleaner waits for no other transaction and
     * blocks none for long.
     */
    private static final List<String> STATEMENTS = List.of(
            """
            delete from bus.idempotency where (owner, operation, key) in (
              select owner, operation, key from bus.idempotency
              where created_at <= now() - interval '24 hours' order by created_at limit %d)""".formatted(BATCH_SIZE),
            """
            delete from bus.event where id in (
              select id from bus.event e
              where id < (select uuidv7(interval '-30 days'))
                and not exists (select from bus.delivery d where d.event_id = e.id)
                and not exists (select from bus.dead_letter d where d.event_id = e.id)
              order by id limit %d)""".formatted(BATCH_SIZE),
            """
            delete from bus.blob where id in (
              select id from bus.blob
              where not retained and updated_at <= now() - interval '1 hour' order by updated_at limit %d)""".formatted(SMALL_BATCH_SIZE),
            """
            delete from bus.revocation where id in (
              select id from bus.revocation where until <= now() order by until limit %d)""".formatted(BATCH_SIZE),
            """
            delete from bus.stream where (account, cursor) in (
              select account, cursor from bus.stream
              where at <= now() - interval '7 days' order by at limit %d for update skip locked)""".formatted(BATCH_SIZE),
            """
            with expired as (
              select id from bus.job where expires_at <= now() order by expires_at limit %d for update skip locked),
            blobs as (
              delete from bus.blob where id in (
                select (upload ->> 'blob')::uuid from bus.job where id in (select id from expired)
                union all
                select (upload ->> 'blob')::uuid from bus.job where parent in (select id from expired)))
            delete from bus.job where id in (select id from expired)""".formatted(SMALL_BATCH_SIZE),
            """
            delete from bus.subscription s
            where renewed_at < now() - interval '15 minutes'
              and exists (
                select from bus.subscription live
                where live.subscriber = s.subscriber and live.renewed_at > now() - interval '5 minutes')""");

    /**
     * Removes the oldest pushes of users who have more than 1,000. It runs last, because a transaction that pushes to one of these users
     * waits from here to the commit.
     */
    private static final String TRIM_STREAMS = """
        with to_trim as (
          select account, last_cursor, least(last_cursor - 1000, trimmed_to + %d) as trim_to from bus.stream_head
          where over_limit order by account limit %d for update skip locked),
        deleted as (delete from bus.stream s using to_trim where s.account = to_trim.account and s.cursor <= to_trim.trim_to)
        update bus.stream_head head set trimmed_to = to_trim.trim_to, over_limit = to_trim.last_cursor - to_trim.trim_to > 1000
        from to_trim where head.account = to_trim.account
        returning over_limit""".formatted(PUSH_BATCH_SIZE, SMALL_BATCH_SIZE);

    private final Pool pool;
    private final OutboxSettings settings;

    RetentionCleaner(Pool pool, OutboxSettings settings) {
        this.pool = pool;
        this.settings = settings;
    }

    /** Removes batches until no expired rows are left. Does nothing if another node is cleaning. */
    Future<Void> run() {
        return Transaction.begin(
                        pool, settings.connectionTimeout(), settings.handlerTimeout(), Transaction.IDLE_TIMEOUT)
                .compose(RetentionCleaner::lockAndClean)
                .compose(more -> more ? run() : Future.succeededFuture());
    }

    private static Future<Boolean> lockAndClean(Transaction tx) {
        return tx.query(LOCK, Tuple.tuple())
                .compose(lock -> lock.iterator().next().getBoolean("locked")
                        ? runStatements(tx)
                        : tx.rollback().map(false))
                .recover(tx::rollbackAndFail);
    }

    /** Runs all statements and returns whether there may be more expired rows. */
    private static Future<Boolean> runStatements(Transaction tx) {
        List<Future<RowSet<Row>>> deletions =
                STATEMENTS.stream().map(sql -> tx.query(sql, Tuple.tuple())).toList();
        Future<RowSet<Row>> trimmed = tx.query(TRIM_STREAMS, Tuple.tuple());
        List<Future<?>> statements = new ArrayList<>(deletions);
        statements.add(trimmed);
        return tx.commit(statements)
                .map(committed -> deletions.stream().anyMatch(deletion -> isFullBatch(deletion.result()))
                        || hasMoreToTrim(trimmed.result()));
    }

    private static boolean isFullBatch(RowSet<Row> deleted) {
        return deleted.rowCount() == BATCH_SIZE || deleted.rowCount() == SMALL_BATCH_SIZE;
    }

    private static boolean hasMoreToTrim(RowSet<Row> trimmed) {
        return trimmed.rowCount() == SMALL_BATCH_SIZE || trimmed.stream().anyMatch(row -> row.getBoolean("over_limit"));
    }
}
