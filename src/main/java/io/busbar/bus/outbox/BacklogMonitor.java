package io.busbar.bus.outbox;

import io.busbar.bus.outbox.delivery.SubscriberWorker;
import io.busbar.data.Database;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;

/**
 * Measures the backlog of each subscriber for the gauges. The counts are bounded, and the oldest delivery is found by one index lookup per
 * partition.
 */
final class BacklogMonitor {
    /** The limit up to which rows are counted: above it, the exact number does not matter to an operator. */
    private static final int MAX_COUNT = 100_000;

    private static final String COUNT = """
        select s.subscriber,
          (select count(*) from (
             select from bus.delivery d where d.subscriber = s.subscriber limit %1$d) as counted) as pending,
          (select extract(epoch from now() - min(coalesce(first.enqueued_at, e.published_at)))::float8
           from generate_series(0, %2$d) as p cross join lateral (
             select event_id, enqueued_at from bus.delivery d
             where d.subscriber = s.subscriber and d.partition = p::smallint order by id limit 1) as first
           left join bus.event e on e.id = first.event_id) as oldest_seconds,
          (select count(*) from (
             select from bus.dead_letter d where d.subscriber = s.subscriber limit %1$d) as counted) as dead_letters
        from (select distinct subscriber from bus.subscription) as s""".formatted(MAX_COUNT, SubscriberWorker.PARTITIONS - 1);

    private final Database database;
    private final OutboxMetrics metrics;

    BacklogMonitor(Database database, OutboxMetrics metrics) {
        this.database = database;
        this.metrics = metrics;
    }

    Future<Void> measure() {
        return database.query(COUNT, Tuple.tuple())
                .map(rows -> rows.stream().map(BacklogMonitor::toBacklog).toList())
                .map(backlogs -> {
                    metrics.recordBacklogs(backlogs);
                    return null;
                });
    }

    private static OutboxMetrics.Backlog toBacklog(Row row) {
        Double oldestSeconds = row.getDouble("oldest_seconds");
        return new OutboxMetrics.Backlog(
                row.getString("subscriber"),
                row.getLong("pending"),
                oldestSeconds == null ? 0 : oldestSeconds,
                row.getLong("dead_letters"));
    }
}
