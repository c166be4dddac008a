package io.busbar.services.readings;

import io.busbar.bus.Tx;
import io.busbar.data.RowMapper;
import io.busbar.data.Rows;
import io.busbar.services.readings.ReadingOperations.ExportState;
import io.busbar.services.readings.ReadingOperations.Reading;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.List;

/** The SQL statements on readings. */
final class ReadingStore {
    private static final RowMapper<Reading> READING = RowMapper.of(Reading.class);
    private static final String COUNT = "select count(*) as total from readings.reading";
    private static final String SELECT_NEXT =
            "select %s from readings.reading where id > $1 order by id limit $2".formatted(READING.columns());

    Future<Long> count(Tx tx) {
        return tx.query(COUNT, Tuple.tuple())
                .map(rows -> Rows.one(rows, "total").getLong("total"));
    }

    Future<List<Reading>> next(Tx tx, ExportState state, int limit) {
        return tx.query(SELECT_NEXT, Tuple.of(state.after(), limit)).map(READING::all);
    }
}
