package io.busbar.bus.jobs;

import static org.awaitility.Awaitility.await;

import io.busbar.bus.RequestContext;
import io.busbar.bus.Tx;
import io.busbar.bus.jobs.engine.JobEngine;
import io.busbar.bus.jobs.engine.JobSettings;
import io.busbar.bus.outbox.OutboxSettings;
import io.busbar.bus.outbox.TransactionalOutbox;
import io.busbar.data.Database;
import io.busbar.data.DatabaseAddress;
import io.busbar.testing.TestFutures;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/** A node that runs only jobs; a test can start several on one database. */
final class JobTestNode implements AutoCloseable {
    static final Duration TIMEOUT = Duration.ofSeconds(30);

    final Vertx vertx;
    final SimpleMeterRegistry meterRegistry = new SimpleMeterRegistry();
    final Database database;
    final TransactionalOutbox outbox;
    final JobEngine engine;

    private JobTestNode(String url, OutboxSettings settings, Function<Vertx, List<JobRunner<?>>> runners) {
        vertx = Vertx.vertx();
        database = new Database(vertx, DatabaseAddress.parse(url).options());
        outbox = new TransactionalOutbox(vertx, database, settings, meterRegistry);
        engine = new JobEngine(vertx, database, outbox, JobSettings.defaults(), meterRegistry);
        runners.apply(vertx).forEach(engine::register);
        get(outbox.start());
        get(engine.start());
    }

    /** Empties the tables; no node may be running on the database. */
    static void clear(String url) {
        try (Connection connection = DatabaseAddress.parse(url).dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("truncate bus.job, bus.blob, bus.blob_chunk, bus.stream, bus.stream_head");
            statement.execute(JobFixture.TABLES);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    static JobTestNode on(String url, JobRunner<?>... runners) {
        return on(url, vertx -> List.of(runners));
    }

    static JobTestNode on(String url, Function<Vertx, List<JobRunner<?>>> runners) {
        return new JobTestNode(url, OutboxSettings.defaults(), runners);
    }

    /** Starts a node that removes expired rows and the bytes of released files all the time. */
    static JobTestNode cleaning(String url, JobRunner<?>... runners) {
        OutboxSettings usual = OutboxSettings.defaults();
        OutboxSettings cleaning = new OutboxSettings(
                usual.workers(),
                usual.batchSize(),
                usual.pollInterval(),
                usual.handlerTimeout(),
                usual.connectionTimeout(),
                usual.idempotencyLockTimeout(),
                Duration.ofMillis(100),
                usual.leases());
        return new JobTestNode(url, cleaning, vertx -> List.of(runners));
    }

    <S extends Record> JobDetails start(Job<S> job, UUID owner, S state) {
        return change(tx -> tx.startJob(job, owner, state));
    }

    <T> T change(Function<Tx, Future<T>> work) {
        return get(begin(work));
    }

    <T> Future<T> begin(Function<Tx, Future<T>> work) {
        return outbox.changes().change(RequestContext.system("test", TIMEOUT), "test.change", work);
    }

    Jobs jobs() {
        return engine.jobs();
    }

    JobDetails find(UUID id, UUID owner) {
        return get(jobs().find(id, owner)).orElseThrow();
    }

    /** Waits until the job has this status. */
    JobDetails awaitStatus(UUID id, UUID owner, JobStatus status) {
        await().atMost(TIMEOUT).until(() -> find(id, owner).status() == status);
        return find(id, owner);
    }

    List<Row> rows(String sql, Object... parameters) {
        return get(database.query(sql, Tuple.wrap(parameters))).stream().toList();
    }

    long count(String tableAndFilter) {
        return rows("select count(*) as n from " + tableAndFilter).getFirst().getLong("n");
    }

    void execute(String sql) {
        get(database.transactionPool().query(sql).execute());
    }

    /** Returns the numbers that the job has written, in the order in which it wrote them. */
    List<Integer> effects(UUID job) {
        return rows("select item from probe.effect where job = $1 order by place", job).stream()
                .map(row -> row.getInteger("item"))
                .toList();
    }

    static <T> T get(Future<T> future) {
        return TestFutures.get(future, TIMEOUT);
    }

    @Override
    public void close() {
        get(engine.stop());
        get(outbox.stop());
        get(database.close());
        get(vertx.close());
    }
}
