package io.busbar.bus.outbox;

import io.busbar.bus.jobs.engine.JobDeletion;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.function.Function;

/**
 * Removes expired rows in bounded batches, on one node at a time: stored results of requests with idempotency keys after a day; events
 * after 30 days, once all subscribers have handled them; uploads that were not retained within an hour, and released files; revocations once
 * the tokens have expired; shares and denials once they have ended, and the record of their changes after an hour; finished jobs with their
 * results after the time of their type; pushes after a week, or when 1,000 newer ones are stored for the user; and subscriptions that no
 * node renews although the subscriber is running.
 */
final class RetentionCleaner {
    private static final int BATCH_SIZE = 5_000;
    /** For streams, each of which has many pushes. */
    private static final int SMALL_BATCH_SIZE = 20;

    private static final int PUSH_BATCH_SIZE = 250;

    private static final String LOCK =
            "select pg_try_advisory_xact_lock(hashtextextended('retention-cleaner', 3)) as locked";

    /**
     * Rows that other transactions have locked are skipped until the next run: the cleaner waits for no other transaction, blocks none for
     * long, and deletes no upload that another one is about to retain.
     */
    private static final List<String> STATEMENTS = List.of(
            """
            delete from bus.idempotency where (owner, operation, key) in (
              select owner, operation, key from bus.idempotency
              where created_at <= now() - interval '24 hours' order by created_at limit %d for update skip locked)""".formatted(BATCH_SIZE),
            """
            delete from bus.event where id in (
              select id from bus.event e
              where id < (select uuidv7(interval '-30 days'))
                and not exists (select from bus.delivery d where d.event_id = e.id)
                and not exists (select from bus.dead_letter d where d.event_id = e.id)
              order by id limit %d for update of e skip locked)""".formatted(BATCH_SIZE),
            """
            delete from bus.revocation where id in (
              select id from bus.revocation where until <= now() order by until limit %d for update skip locked)""".formatted(BATCH_SIZE),
            """
            delete from bus.permission_grant where id in (
              select id from bus.permission_grant where until <= now() order by until limit %d for update skip locked)""".formatted(BATCH_SIZE),
            """
            delete from bus.permission_change where id in (
              select id from bus.permission_change
              where at <= now() - interval '1 hour' order by at limit %d for update skip locked)""".formatted(BATCH_SIZE),
            """
            delete from bus.stream where (account, cursor) in (
              select account, cursor from bus.stream
              where at <= now() - interval '7 days' order by at limit %d for update skip locked)""".formatted(BATCH_SIZE),
            """
            delete from bus.subscription s
            where renewed_at < now() - interval '15 minutes'
              and exists (
                select from bus.subscription live
                where live.subscriber = s.subscriber and live.renewed_at > now() - interval '5 minutes')""");

    /** Removes the oldest pushes of users who have more than 1,000. */
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

    /** Removes batches until no expired rows are left, each in its own transaction. Does nothing if another node is cleaning. */
    Future<Void> run() {
        Future<Void> cleaned = Future.succeededFuture();
        for (String sql : STATEMENTS) {
            cleaned = cleaned.compose(previous -> runBatches(tx -> delete(tx, sql)));
        }
        return cleaned.compose(previous -> runBatches(tx -> JobDeletion.deleteExpired(tx::query)))
                .compose(previous -> runBatches(ReleasedBlobs::deleteBatch))
                .compose(previous -> runBatches(RetentionCleaner::trimStreams));
    }

    /** Removes batches until one returns that there are no more expired rows. */
    private Future<Void> runBatches(Function<Transaction, Future<Boolean>> batch) {
        return Transaction.begin(pool, settings)
                .compose(tx -> lockAndClean(tx, batch))
                .compose(more -> more ? runBatches(batch) : Future.succeededFuture());
    }

    private static Future<Boolean> lockAndClean(Transaction tx, Function<Transaction, Future<Boolean>> batch) {
        return tx.query(LOCK, Tuple.tuple())
                .compose(lock -> lock.iterator().next().getBoolean("locked")
                        ? batch.apply(tx).compose(more -> tx.commit(List.of()).map(more))
                        : tx.rollback().map(false))
                .recover(tx::rollbackAndFail);
    }

    private static Future<Boolean> delete(Transaction tx, String sql) {
        return tx.query(sql, Tuple.tuple()).map(deleted -> deleted.rowCount() == BATCH_SIZE);
    }

    private static Future<Boolean> trimStreams(Transaction tx) {
        return tx.query(TRIM_STREAMS, Tuple.tuple())
                .map(trimmed -> trimmed.rowCount() == SMALL_BATCH_SIZE
                        || trimmed.stream().anyMatch(row -> row.getBoolean("over_limit")));
    }
}
