package io.busbar.bus.jobs;

import io.busbar.bus.Contract;
import io.busbar.bus.Tx;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Jobs and tables for the tests of jobs. Each step writes one row, so that a step which takes effect twice shows. */
interface JobFixture {
    Contract PROBE = Contract.of("probe", "Jobs for tests.");

    Job<CountState> COUNT =
            PROBE.job("count", "Counts to a number.", CountState.class).maxAttempts(3, Duration.ofMillis(50));

    Job<CountState> COUNT_ONE_AT_A_TIME = PROBE.job("countOne", "Counts to a number.", CountState.class)
            .concurrency(4, 1)
            .onePerOwner();

    Job<CountState> SLOW = PROBE.job("slow", "Waits in a transaction.", CountState.class);

    Job<CountState> EXTERNAL = PROBE.job("external", "Waits without a transaction.", CountState.class);

    Job<CountState> BATCH = PROBE.job("batch", "Starts a child for each number.", CountState.class);

    Job<CountState> ITEM =
            PROBE.job("item", "Writes one number.", CountState.class).maxAttempts(2, Duration.ofMillis(20));

    String TABLES = """
        drop schema if exists probe cascade;
        create schema probe;
        create table probe.effect (place bigint generated always as identity, job uuid, item int, node text);
        create table probe.attempt (job uuid, node text)""";

    /** The next number, and the last one. */
    record CountState(int next, int last) {}

    /** The result of a job that has counted. */
    record CountResult(long counted) {}

    static CountState upTo(int last) {
        return new CountState(1, last);
    }

    /** Returns a runner that writes one number per step. */
    static JobRunner<CountState> counting(Job<CountState> job, String node) {
        return JobRunner.of(job, (tx, run) -> write(tx, run, node).map(written -> count(run)));
    }

    /** Returns a runner whose step waits with an open transaction and an uncommitted effect. */
    static JobRunner<CountState> slow(Vertx vertx, String node, Duration pause) {
        return JobRunner.of(
                SLOW,
                (tx, run) -> write(tx, run, node)
                        .compose(written -> vertx.timer(pause.toMillis(), TimeUnit.MILLISECONDS))
                        .map(waited -> count(run)));
    }

    /** Returns a runner whose step waits without a transaction, and whose effect commits with the outcome. */
    static JobRunner<CountState> external(Vertx vertx, String node, Duration pause) {
        return JobRunner.of(
                EXTERNAL,
                run -> vertx.timer(pause.toMillis(), TimeUnit.MILLISECONDS)
                        .map(waited -> count(run).with(tx -> write(tx, run, node))));
    }

    /** Returns a runner that starts a child for each number and reports how many have succeeded. */
    static JobRunner<CountState> batch() {
        return JobRunner.of(
                BATCH,
                (tx, run) -> Future.succeededFuture(
                        run.children().total() == 0
                                ? startItems(run)
                                : run.done(new CountResult(run.children().succeeded()))));
    }

    /** Returns the runner of the children. */
    static JobRunner<CountState> item(String node) {
        return JobRunner.of(ITEM, (tx, run) -> write(tx, run, node).map(written -> run.done()));
    }

    static Future<RowSet<Row>> write(Tx tx, JobRun<CountState> run, String node) {
        return tx.query(
                "insert into probe.effect (job, item, node) values ($1, $2, $3)",
                Tuple.of(run.id(), run.state().next(), node));
    }

    static JobOutcome count(JobRun<CountState> run) {
        CountState state = run.state();
        return state.next() == state.last()
                ? run.done(new CountResult(state.last()))
                : run.next(new CountState(state.next() + 1, state.last()), state.next(), (long) state.last());
    }

    private static JobOutcome startItems(JobRun<CountState> run) {
        return run.children(
                run.state(),
                IntStream.rangeClosed(1, run.state().last())
                        .mapToObj(number -> JobOutcome.Child.of(ITEM, new CountState(number, number)))
                        .toList());
    }

    /** An owner that no other test uses. */
    static UUID newOwner() {
        return UUID.randomUUID();
    }
}
