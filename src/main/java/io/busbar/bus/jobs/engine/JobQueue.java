package io.busbar.bus.jobs.engine;

import io.busbar.bus.Changes;
import io.busbar.bus.RequestContext;
import io.busbar.bus.Tx;
import io.busbar.bus.jobs.Job;
import io.busbar.bus.jobs.engine.ClaimedStep.ClaimKey;
import io.busbar.data.Database;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Claims the steps that are due, renews their leases and returns them. */
final class JobQueue {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    /** Without this lock, two nodes would count the running steps at the same time and together exceed the limit. */
    private static final String LOCK_TYPE = "select pg_advisory_xact_lock(hashtextextended($1, 5))";

    /**
     * The limit is part of the text and not a parameter, so that the planner knows that it is small. The due time is compared with {@code
     * now()} and not with {@code clock_timestamp()}, which no index can be searched for.
     */
    private static final String CLAIM = """
        with due as (
          select id from bus.job
          where type = $1 and status in ('queued', 'running') and claimable_at <= now()
          order by claimable_at
          limit %s
          for update skip locked)
        update bus.job as j
        set status = 'running', attempt = j.attempt + 1, fence = j.fence + 1,
            lease_until = clock_timestamp() + $2 * interval '1 millisecond', started_at = coalesce(j.started_at, clock_timestamp())
        from due where j.id = due.id
        returning %s""";

    private static final String FIND_DUE = """
        select t.type from unnest($1::text[]) as t (type)
        where exists (
          select from bus.job as j
          where j.type = t.type and j.status in ('queued', 'running') and j.claimable_at <= now())""";

    private static final String RENEW = """
        update bus.job set lease_until = clock_timestamp() + $3 * interval '1 millisecond'
        where id in (
          select j.id from bus.job as j join unnest($1::uuid[], $2::bigint[]) as held (id, fence) using (id, fence)
          where j.status = 'running' for update of j skip locked)
        returning id, fence""";

    private static final String FIND_LOST = """
        select held.id, held.fence from unnest($1::uuid[], $2::bigint[]) as held (id, fence)
        where not exists (select from bus.job as j where j.id = held.id and j.fence = held.fence and j.status = 'running')""";

    private static final String RELEASE = """
        update bus.job as j
        set status = 'queued', lease_until = null, due_at = clock_timestamp(), attempt = greatest(j.attempt - 1, 0), fence = j.fence + 1
        from unnest($1::uuid[], $2::bigint[]) as held (id, fence)
        where j.id = held.id and j.fence = held.fence and j.status = 'running'""";

    private final Database database;
    private final Changes changes;
    private final JobSettings settings;

    JobQueue(Database database, Changes changes, JobSettings settings) {
        this.database = database;
        this.changes = changes;
        this.settings = settings;
    }

    /** Claims the next due steps of a type, at most {@code limit}, as far as the limit of the type in the cluster allows. */
    Future<List<ClaimedStep>> claim(Job<?> job, int limit) {
        Tuple values = Tuple.of(job.type(), (double) settings.lease().toMillis());
        return change("jobs.claim", tx -> {
                    if (!job.isLimitedInCluster()) {
                        return tx.query(CLAIM.formatted(limit, ClaimedStep.COLUMNS), values);
                    }
                    Future<RowSet<Row>> locked = tx.query(LOCK_TYPE, Tuple.of(job.type()));
                    Future<RowSet<Row>> claimed = tx.query(
                            CLAIM.formatted(permitsLeft(limit, job.perCluster()), ClaimedStep.COLUMNS), values);
                    return locked.compose(lock -> claimed);
                })
                .map(rows -> rows.stream().map(ClaimedStep::of).toList());
    }

    /** Returns those of the types that have due steps. */
    Future<Set<String>> findDue(Collection<String> types) {
        return types.isEmpty()
                ? Future.succeededFuture(Set.of())
                : database.query(FIND_DUE, Tuple.of((Object) types.toArray(String[]::new)))
                        .map(rows ->
                                rows.stream().map(row -> row.getString("type")).collect(Collectors.toSet()));
    }

    /**
     * The claims whose leases were renewed, and those that this node may no longer commit. A row that another transaction has locked is in
     * neither.
     */
    record Renewal(Set<ClaimKey> renewed, Set<ClaimKey> lost) {}

    /** Renews the leases of the steps that this node still holds. */
    Future<Renewal> renew(List<ClaimedStep> held) {
        Tuple renewing =
                Tuple.of(ids(held), fences(held), (double) settings.lease().toMillis());
        return changes.change(RequestContext.system("jobs", TIMEOUT), "jobs.renew", tx -> {
            Future<RowSet<Row>> renewed = tx.query(RENEW, renewing);
            Future<RowSet<Row>> lost = tx.query(FIND_LOST, Tuple.of(ids(held), (Object) fences(held)));
            return renewed.compose(rows -> lost.map(lostRows -> new Renewal(claims(rows), claims(lostRows))));
        });
    }

    /** Returns leases at once, so that another node can run the steps; an outcome of this node is refused from then on. */
    Future<Void> release(List<ClaimedStep> held) {
        return change("jobs.release", tx -> tx.query(RELEASE, Tuple.of(ids(held), (Object) fences(held))))
                .mapEmpty();
    }

    private Future<RowSet<Row>> change(String action, Function<Tx, Future<RowSet<Row>>> work) {
        return changes.change(RequestContext.system("jobs", TIMEOUT), action, work);
    }

    /** Returns the expression for how many steps of the type may begin, at most {@code limit}. */
    private static String permitsLeft(int limit, int perCluster) {
        return """
            greatest(0, least(%d, %d - (
              select count(*) from bus.job as r where r.type = $1 and r.status = 'running' and r.lease_until > now())))""".formatted(limit, perCluster);
    }

    private static Set<ClaimKey> claims(RowSet<Row> rows) {
        return rows.stream().map(ClaimKey::of).collect(Collectors.toSet());
    }

    private static UUID[] ids(List<ClaimedStep> steps) {
        return steps.stream().map(ClaimedStep::id).toArray(UUID[]::new);
    }

    private static Long[] fences(List<ClaimedStep> steps) {
        return steps.stream().map(ClaimedStep::fence).toArray(Long[]::new);
    }
}
