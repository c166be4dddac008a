package io.busbar.bus.durable;

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
final class Sweep {
    private static final int AT_ONCE = 5_000;
    private static final int FEW_AT_ONCE = 20;
    private static final int PUSHES_AT_ONCE = 250;

    private static final String LOCK = "select pg_try_advisory_xact_lock(hashtextextended('sweep', 3)) as taken";

    /** Counters and pushes that others have locked are left for next time: it waits for nobody, and nobody long for it. */
    private static final List<String> STATEMENTS = List.of(
            """
            delete from bus.idempotency where (owner, operation, key) in (
              select owner, operation, key from bus.idempotency
              where created_at <= now() - interval '24 hours' order by created_at limit %d)""".formatted(AT_ONCE),
            """
            delete from bus.event where id in (
              select id from bus.event e
              where id < (select uuidv7(interval '-30 days'))
                and not exists (select from bus.delivery d where d.event_id = e.id)
                and not exists (select from bus.dead_letter d where d.event_id = e.id)
              order by id limit %d)""".formatted(AT_ONCE),
            """
            delete from bus.blob where id in (
              select id from bus.blob
              where not kept and touched <= now() - interval '1 hour' order by touched limit %d)""".formatted(FEW_AT_ONCE),
            """
            delete from bus.revocation where id in (
              select id from bus.revocation where until <= now() order by until limit %d)""".formatted(AT_ONCE),
            """
            delete from bus.stream where (account, cursor) in (
              select account, cursor from bus.stream
              where at <= now() - interval '7 days' order by at limit %d for update skip locked)""".formatted(AT_ONCE),
            """
            delete from bus.subscription s
            where seen < now() - interval '15 minutes'
              and exists (
                select from bus.subscription live
                where live.subscriber = s.subscriber and live.seen > now() - interval '5 minutes')""");

    /** After all others, as whoever pushes to one of these people waits from here to the end. */
    private static final String TRIM = """
        with cut as (
          select account, last, least(last - 1000, trimmed + %d) as behind from bus.stream_head
          where overfull order by account limit %d for update skip locked),
        gone as (delete from bus.stream s using cut where s.account = cut.account and s.cursor <= cut.behind)
        update bus.stream_head head set trimmed = cut.behind, overfull = cut.last - cut.behind > 1000
        from cut where head.account = cut.account
        returning overfull""".formatted(PUSHES_AT_ONCE, FEW_AT_ONCE);

    private final Pool pool;
    private final DurableSettings settings;

    Sweep(Pool pool, DurableSettings settings) {
        this.pool = pool;
        this.settings = settings;
    }

    /** Sweeps until nothing is left, or leaves it to the node that is sweeping. */
    Future<Void> run() {
        return Transaction.begin(pool, settings.connectionWait(), settings.effectLimit(), Transaction.IDLE)
                .compose(tx -> tx.query(LOCK, Tuple.tuple())
                        .compose(lock -> lock.iterator().next().getBoolean("taken")
                                ? statements(tx)
                                : tx.rollback().map(false))
                        .recover(cause -> tx.rollback().transform(undone -> Future.failedFuture(cause))))
                .compose(more -> more ? run() : Future.succeededFuture());
    }

    /** Whether there may be more. */
    private static Future<Boolean> statements(Transaction tx) {
        boolean[] more = {false};
        List<Future<?>> flight = new ArrayList<>(STATEMENTS.stream()
                .<Future<?>>map(sql -> tx.query(sql, Tuple.tuple())
                        .onSuccess(rows -> more[0] |= rows.rowCount() == AT_ONCE || rows.rowCount() == FEW_AT_ONCE))
                .toList());
        flight.add(tx.query(TRIM, Tuple.tuple()).onSuccess(rows -> {
            more[0] |= rows.rowCount() == FEW_AT_ONCE;
            rows.forEach(row -> more[0] |= row.getBoolean("overfull"));
        }));
        return tx.commit(flight).map(done -> more[0]);
    }
}
