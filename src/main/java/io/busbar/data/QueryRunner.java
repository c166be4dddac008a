package io.busbar.data;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;

/** Runs prepared statements that read: the {@link Database}, outside any transaction, or a {@link SqlTransaction}. */
public interface QueryRunner {
    /** Runs one prepared statement. */
    Future<RowSet<Row>> query(String sql, Tuple parameters);
}
