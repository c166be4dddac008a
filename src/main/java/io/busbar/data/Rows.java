package io.busbar.data;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.Optional;

/** Reads the row of a statement that returns at most one. */
public final class Rows {
    private Rows() {}

    /** Returns the row, if there is one. */
    public static Optional<Row> first(RowSet<Row> rows) {
        return rows.size() == 0 ? Optional.empty() : Optional.of(rows.iterator().next());
    }

    /**
     * Returns the row.
     *
     * @param noun the name of the object in the message: {@code There is no such service}
     * @throws DataException {@link DataException.Reason#ROW_NOT_FOUND} if there is none
     */
    public static Row one(RowSet<Row> rows, String noun) {
        return first(rows).orElseThrow(() -> DataException.rowNotFound(noun));
    }
}
