package io.busbar.bus.jobs.engine;

import io.busbar.data.Database;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.Collection;

/** Measures the backlog of each type for the gauges. The counts are bounded. */
final class JobBacklogMonitor {
    /** The limit up to which rows are counted: above it, the exact number does not matter to an operator. */
    private static final int MAX_COUNT = 100_000;

    private static final String COUNT = """
        select t.type,
          (select count(*) from (
             select from bus.job as j
             where j.type = t.type and j.status in ('queued', 'running') and j.claimable_at <= now() limit %1$d) as counted) as due,
          (select extract(epoch from now() - min(j.claimable_at))::float8 from bus.job as j
           where j.type = t.type and j.status in ('queued', 'running') and j.claimable_at <= now()) as oldest_seconds,
          (select count(*) from bus.job as j where j.type = t.type and j.status = 'running') as running,
          (select count(*) from (
             select from bus.job as j where j.type = t.type and j.status = 'failed' limit %1$d) as counted) as failed
        from unnest($1::text[]) as t (type)""".formatted(MAX_COUNT);

    private final Database database;
    private final JobMetrics metrics;

    JobBacklogMonitor(Database database, JobMetrics metrics) {
        this.database = database;
        this.metrics = metrics;
    }

    Future<Void> measure(Collection<String> types) {
        return database.query(COUNT, Tuple.of((Object) types.toArray(String[]::new)))
                .map(rows -> rows.stream().map(JobBacklogMonitor::toBacklog).toList())
                .map(backlogs -> {
                    metrics.recordBacklogs(backlogs);
                    return null;
                });
    }

    private static JobMetrics.Backlog toBacklog(Row row) {
        Double oldestSeconds = row.getDouble("oldest_seconds");
        return new JobMetrics.Backlog(
                row.getString("type"),
                row.getLong("due"),
                oldestSeconds == null ? 0 : oldestSeconds,
                row.getLong("running"),
                row.getLong("failed"));
    }
}
