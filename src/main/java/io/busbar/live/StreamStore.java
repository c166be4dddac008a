package io.busbar.live;

import io.busbar.data.Database;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Reads the stored pushes of users. */
final class StreamStore {
    /** The row limit is a literal rather than a parameter, so that the planner knows that it is small. */
    private static final String SELECT_PAGES = """
        select place, head.last_cursor, next.cursor, next.type, next.at, next.data::text as data,
               case when after > coalesce(head.last_cursor, 0)
                 then (select min(cursor) from bus.stream as retained where retained.account = requested.account) end as oldest
        from unnest($1::uuid[], $2::bigint[]) with ordinality as requested (account, after, place)
        left join bus.stream_head as head on head.account = requested.account
        left join lateral (
          select cursor, type, at, data from bus.stream as s
          where s.account = requested.account and s.cursor > requested.after
          order by s.cursor limit 100) as next on true
        order by place, next.cursor""";

    private static final String SELECT_NOT_AT_END = """
        select place from unnest($1::uuid[], $2::bigint[]) with ordinality as known (account, cursor, place)
        left join bus.stream_head as head on head.account = known.account
        where coalesce(head.last_cursor, 0) <> known.cursor""";

    private static final String SELECT_LATEST_CURSOR = "select last_cursor from bus.stream_head where account = $1";

    /** Short, because a connection can be lost unnoticed; the reader tries again soon. */
    private static final long QUERY_TIMEOUT_SECONDS = 3;

    private final Database database;

    StreamStore(Database database) {
        this.database = database;
    }

    /** A position in a user's stream: after this cursor. */
    record StreamPosition(UUID user, long after) {}

    /**
     * The next pushes after a position, as of one snapshot.
     *
     * @param newestCursor   the newest cursor of the stream
     * @param oldestCursor the oldest retained cursor, if the position is past the end
     * @param pushes   the next pushes in order, a bounded number
     */
    record StreamPage(long newestCursor, @Nullable Long oldestCursor, List<PushMessage> pushes) {}

    /** Reads one page per position. */
    Future<List<StreamPage>> read(List<StreamPosition> streamPositions) {
        return query(SELECT_PAGES, toTuple(streamPositions)).map(rows -> pages(rows, streamPositions.size()));
    }

    /** Returns the indexes of the positions that are not at the end of their stream. */
    Future<List<Integer>> notAtEnd(List<StreamPosition> streamPositions) {
        return query(SELECT_NOT_AT_END, toTuple(streamPositions))
                .map(rows -> rows.stream()
                        .map(row -> Math.toIntExact(row.getLong("place")) - 1)
                        .toList());
    }

    Future<Long> latestCursor(UUID user) {
        return query(SELECT_LATEST_CURSOR, Tuple.of(user))
                .map(rows -> rows.size() == 0 ? 0L : rows.iterator().next().getLong("last_cursor"));
    }

    private Future<RowSet<Row>> query(String sql, Tuple values) {
        return database.query(sql, values).timeout(QUERY_TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }

    private static Tuple toTuple(List<StreamPosition> streamPositions) {
        return Tuple.of(streamPositions.stream().map(StreamPosition::user).toArray(UUID[]::new), (Object)
                streamPositions.stream().map(StreamPosition::after).toArray(Long[]::new));
    }

    private static List<StreamPage> pages(RowSet<Row> rows, int count) {
        List<StreamPage> streamPages = new ArrayList<>(count);
        for (Row row : rows) {
            if (row.getLong("place") > streamPages.size()) {
                Long last = row.getLong("last_cursor");
                streamPages.add(new StreamPage(last == null ? 0 : last, row.getLong("oldest"), new ArrayList<>()));
            }
            Long cursor = row.getLong("cursor");
            if (cursor != null) {
                streamPages
                        .getLast()
                        .pushes()
                        .add(new PushMessage(
                                cursor,
                                row.getString("type"),
                                row.getOffsetDateTime("at").toInstant(),
                                row.getString("data")));
            }
        }
        return streamPages;
    }
}
