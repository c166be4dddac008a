package bench; // Jackson generates accessors of records only in a named package

import io.busbar.bus.Contract;
import io.busbar.bus.RequestContext;
import io.busbar.bus.jobs.Job;
import io.busbar.bus.jobs.JobOutcome;
import io.busbar.bus.jobs.JobRunner;
import io.busbar.bus.jobs.engine.JobEngine;
import io.busbar.bus.jobs.engine.JobSettings;
import io.busbar.bus.outbox.OutboxSettings;
import io.busbar.bus.outbox.TransactionalOutbox;
import io.busbar.data.Database;
import io.busbar.data.DatabaseAddress;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.UUID;
import java.util.stream.LongStream;

/**
 * Measures the steps of jobs per second on one node: jobs of many steps, each of which writes one row, and parents with many children. Fails
 * if a step took effect twice or not at all. Arguments: database URL, jobs, steps of each.
 */
public final class Jobs {
    private static final Contract BENCH = Contract.of("bench", "Jobs of the bench.");
    private static final Job<Count> COUNT = BENCH.job("count", "Counts to a number.", Count.class);
    private static final Job<Count> BATCH = BENCH.job("batch", "Starts a child for each number.", Count.class);
    private static final Job<Count> ITEM = BENCH.job("item", "Writes one number.", Count.class);

    /** The next number and the last one. */
    public record Count(long next, long last) {}

    private final Vertx vertx = Vertx.vertx();
    private final Database database;
    private final TransactionalOutbox outbox;

    private Jobs(String url) {
        database = new Database(vertx, DatabaseAddress.parse(url).options());
        outbox = new TransactionalOutbox(vertx, database, OutboxSettings.defaults(), new SimpleMeterRegistry());
        JobEngine engine =
                new JobEngine(vertx, database, outbox, JobSettings.defaults(), new SimpleMeterRegistry());
        String write = "insert into bench.effect (job, item) values ($1, $2)";
        engine.register(JobRunner.of(COUNT, (tx, run) -> tx.query(write, Tuple.of(run.id(), run.state().next()))
                .map(written -> run.state().next() == run.state().last()
                        ? run.done()
                        : run.next(
                                new Count(run.state().next() + 1, run.state().last()),
                                run.state().next(),
                                run.state().last()))));
        engine.register(JobRunner.of(ITEM, (tx, run) -> tx.query(write, Tuple.of(run.id(), run.state().next()))
                .map(written -> run.done())));
        engine.register(JobRunner.of(BATCH, (tx, run) -> Future.succeededFuture(
                run.children().total() > 0
                        ? run.done()
                        : run.children(
                                run.state(),
                                LongStream.rangeClosed(1, run.state().last())
                                        .mapToObj(number -> JobOutcome.Child.of(ITEM, new Count(number, number)))
                                        .toList()))));
        execute("drop schema if exists bench cascade; create schema bench;"
                + " create table bench.effect (job uuid, item bigint)");
        outbox.start().await();
        engine.start().await();
    }

    public static void main(String[] args) throws Exception {
        Jobs bench = new Jobs(args[0]);
        int jobs = Integer.parseInt(args[1]);
        int steps = Integer.parseInt(args[2]);
        bench.measure("warm-up", COUNT, 4, 500);
        bench.measure("%d jobs of %d steps".formatted(jobs, steps), COUNT, jobs, steps);
        bench.measure("%d parents of %d children".formatted(jobs, steps), BATCH, jobs, steps);
        System.exit(0);
    }

    private void measure(String name, Job<Count> job, int jobs, int steps) throws InterruptedException {
        execute("truncate bench.effect");
        long start = System.nanoTime();
        for (int i = 0; i < jobs; i++) {
            outbox.changes()
                    .change(
                            RequestContext.system("bench", Duration.ofSeconds(30)),
                            "bench.start",
                            tx -> tx.startJob(job, UUID.randomUUID(), new Count(1, steps)))
                    .await();
        }
        while (count("bus.job where parent is null and status in ('queued', 'running', 'waiting')") > 0) {
            Thread.sleep(20);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        long effects = count("bench.effect");
        if (effects != (long) jobs * steps || count("(select distinct job, item from bench.effect) as effect") != effects) {
            throw new IllegalStateException("%d effects of %d steps".formatted(effects, (long) jobs * steps));
        }
        System.out.printf("| %s | %.0f steps/s |%n", name, effects / seconds);
    }

    private long count(String from) {
        return database.query("select count(*) as n from " + from, Tuple.tuple())
                .await()
                .iterator()
                .next()
                .getLong("n");
    }

    private void execute(String sql) {
        database.transactionPool().query(sql).execute().await();
    }
}
