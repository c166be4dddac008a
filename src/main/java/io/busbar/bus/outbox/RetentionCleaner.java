package io.busbar.bus.outbox;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;

/**
 * Removes what has had its time, a bounded number at once, on one node at a time: answers of keyed requests after a day, events after a
 * month when everybody has had them, uploads that nobody kept within an hour, revocations of tokens that have ended anyway, pushes after a
 * week or when a thousand newer ones are kept for the person, and reactions that no node of a running subscriber has any more.
 */
final class RetentionCleaner {
    private static final int BATCH_SIZE = 5_000;
    private static final int SMALL_BATCH_SIZE = 20;
    private static final int PUSH_BATCH_SIZE = 250;

    private static final String LOCK =
            "select pg_try_advisory_xact_lock(hashtextextended('retention-cleaner', 3)) as locked";

    /** Counters and pushes that others have locked are left for next time: it waits for nobody, and nobody long for it. */
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
            delete from bus.subscription s
            where renewed_at < now() - interval '15 minutes'
              and exists (
                select from bus.subscription live
                where live.subscriber = s.subscriber and live.renewed_at > now() - interval '5 minutes')""");

    /** After all others, as whoever pushes to one of these people waits from here to the end. */
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

    /** Sweeps until nothing is left, or leaves it to the node that is sweeping. */
    Future<Void> run() {
        return Transaction.begin(
                        pool, settings.connectionTimeout(), settings.handlerTimeout(), Transaction.IDLE_TIMEOUT)
                .compose(tx -> tx.query(LOCK, Tuple.tuple())
                        .compose(lock -> lock.iterator().next().getBoolean("locked")
                                ? runStatements(tx)
                                : tx.rollback().map(false))
                        .recover(cause -> tx.rollback().transform(undone -> Future.failedFuture(cause))))
                .compose(more -> more ? run() : Future.succeededFuture());
    }

    /** Whether there may be more. */
    private static Future<Boolean> runStatements(Transaction tx) {
        boolean[] more = {false};
        List<Future<?>> statements = new ArrayList<>(STATEMENTS.stream()
                .<Future<?>>map(sql -> tx.query(sql, Tuple.tuple())
                        .onSuccess(rows ->
                                more[0] |= rows.rowCount() == BATCH_SIZE || rows.rowCount() == SMALL_BATCH_SIZE))
                .toList());
        statements.add(tx.query(TRIM_STREAMS, Tuple.tuple()).onSuccess(rows -> {
            more[0] |= rows.rowCount() == SMALL_BATCH_SIZE;
            rows.forEach(row -> more[0] |= row.getBoolean("over_limit"));
        }));
        return tx.commit(statements).map(done -> more[0]);
    }
}
