package io.busbar.bus.jobs.engine;

import io.busbar.bus.Failure;
import io.busbar.bus.Tx;
import io.busbar.bus.jobs.Job;
import io.busbar.bus.jobs.JobDetails;
import io.busbar.bus.jobs.JobOutcome.Child;
import io.busbar.bus.json.Json;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Inserts jobs in the change that starts them. */
public final class JobInsert {
    /** Without this lock, two transactions would count the owner's jobs at the same time and together exceed the limit. */
    private static final String LOCK_OWNER =
            "select pg_advisory_xact_lock(hashtextextended($1::text || '/' || $2::uuid, 5))";

    private static final String INSERT = """
        insert into bus.job as j (type, owner, exclusive, state, keep_for)
        select $1, $2::uuid, $3, $4::text::jsonb, $5 * interval '1 millisecond'
        where $6 = %d or (
          select count(*) from bus.job as j
          where j.owner = $2 and j.type = $1 and j.parent is null and j.status <> 'failed' and %s) < $6
        on conflict (type, owner) where exclusive and status in ('queued', 'running', 'waiting') do nothing
        returning %s""".formatted(Integer.MAX_VALUE, JobRows.NOT_EXPIRED, JobRows.COLUMNS);

    private static final String FIND_ACTIVE = """
        select %s from bus.job as j
        where type = $1 and owner is not distinct from $2::uuid and exclusive and status in ('queued', 'running', 'waiting')""".formatted(JobRows.COLUMNS);

    private static final String INSERT_CHILDREN = """
        insert into bus.job (type, owner, parent, state, keep_for)
        select type, $1::uuid, $2, state::jsonb, keep_millis * interval '1 millisecond'
        from unnest($3::text[], $4::text[], $5::float8[]) with ordinality as child (type, state, keep_millis, position)
        order by position""";

    private JobInsert() {}

    /** Inserts a job, or returns the active one if the owner can have only one. */
    public static <S extends Record> Future<JobDetails> insert(Tx tx, Job<S> job, @Nullable UUID owner, S state) {
        return job.maxPerOwner() == Integer.MAX_VALUE
                ? insert(tx, job, owner, state, true)
                : tx.query(LOCK_OWNER, Tuple.of(job.type(), owner))
                        .compose(locked -> insert(tx, job, owner, state, true));
    }

    /** Tries twice, because an active job that prevents the insert may have ended when it is looked up. */
    private static <S extends Record> Future<JobDetails> insert(
            Tx tx, Job<S> job, @Nullable UUID owner, S state, boolean retry) {
        Tuple values = Tuple.tuple()
                .addValue(job.type())
                .addValue(owner)
                .addValue(job.isOnePerOwner())
                .addValue(Json.string(state))
                .addValue((double) job.keepFor().toMillis())
                .addValue(job.maxPerOwner());
        return tx.query(INSERT, values).map(JobInsert::first).compose(inserted -> {
            if (inserted.isPresent()) {
                return Future.succeededFuture(inserted.get());
            }
            return findActive(tx, job, owner).compose(active -> {
                if (active.isPresent()) {
                    return Future.succeededFuture(active.get());
                }
                return retry
                        ? insert(tx, job, owner, state, false)
                        : Future.failedFuture(Failure.conflict("Job limit reached", Map.of("type", job.type())));
            });
        });
    }

    private static Future<Optional<JobDetails>> findActive(Tx tx, Job<?> job, @Nullable UUID owner) {
        return job.isOnePerOwner()
                ? tx.query(FIND_ACTIVE, Tuple.of(job.type(), owner)).map(JobInsert::first)
                : Future.succeededFuture(Optional.empty());
    }

    /** Inserts the children of a step's job with one statement. */
    static Future<RowSet<Row>> insertChildren(Tx tx, ClaimedStep parent, List<Child> children) {
        if (parent.parent() != null) {
            return Future.failedFuture(
                    new IllegalStateException(parent.type() + " is a child and can't have children"));
        }
        return tx.query(
                INSERT_CHILDREN,
                Tuple.of(
                        parent.owner(),
                        parent.id(),
                        children.stream().map(child -> child.job().type()).toArray(String[]::new),
                        children.stream()
                                .map(child -> Json.string(child.state()))
                                .toArray(String[]::new),
                        children.stream()
                                .map(child -> (double) child.job().keepFor().toMillis())
                                .toArray(Double[]::new)));
    }

    private static Optional<JobDetails> first(RowSet<Row> rows) {
        return rows.stream().findFirst().map(JobRows::details);
    }
}
