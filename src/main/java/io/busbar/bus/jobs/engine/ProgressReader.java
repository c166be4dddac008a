package io.busbar.bus.jobs.engine;

import io.busbar.bus.jobs.JobPushes.JobProgress;
import io.busbar.bus.jobs.engine.StepCommit.OwnedProgress;
import io.busbar.bus.outbox.StatePush;
import io.busbar.data.Database;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.UUID;

/** Reads the progress of a user's active jobs. */
final class ProgressReader {
    private static final int MAX_JOBS = 50;

    private static final String READ = """
        select id, type, fence,
          case when children > 0 then children - open_children else done end as done,
          case when children > 0 then children else total end as total
        from bus.job
        where owner = $1 and parent is null and status in ('queued', 'running', 'waiting')
        order by id desc limit %d""".formatted(MAX_JOBS);

    private final Database database;

    ProgressReader(Database database) {
        this.database = database;
    }

    Future<List<StatePush>> read(UUID owner) {
        return database.query(READ, Tuple.of(owner))
                .map(rows -> rows.stream()
                        .map(row -> new OwnedProgress(owner, row.getLong("fence"), toProgress(row)).toPush())
                        .toList());
    }

    private static JobProgress toProgress(Row row) {
        return new JobProgress(row.getUUID("id"), row.getString("type"), row.getLong("done"), row.getLong("total"));
    }
}
