package io.busbar.bus.jobs.engine;

import io.busbar.bus.Tx;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.UUID;

/**
 * The lock of a job and its children. A transaction that starts children, cancels, retries or deletes takes it first and as a statement of
 * its own, so that its later statements see all children that another transaction has inserted or queued again. A child that ends does not
 * need it.
 */
final class FamilyLock {
    /** The key of the lock, for a row of {@code bus.job}. */
    static final String KEY = "hashtextextended(coalesce(parent, id)::text, 6)";

    /** The parent of a job never changes, so it can be read before the lock is held. */
    private static final String LOCK = "select pg_advisory_xact_lock(%s) from bus.job where id = $1".formatted(KEY);

    private FamilyLock() {}

    /** Waits for the lock of the family to which this job belongs, and holds it until the end of the transaction. */
    static Future<RowSet<Row>> acquire(Tx tx, UUID job) {
        return tx.query(LOCK, Tuple.of(job));
    }
}
