package io.busbar.bus.outbox;

import static io.busbar.bus.outbox.OutboxFixture.NOTE;
import static io.busbar.bus.outbox.OutboxFixture.NOTED;
import static io.busbar.bus.outbox.OutboxTestNode.caller;
import static io.busbar.bus.outbox.OutboxTestNode.failure;
import static io.busbar.bus.outbox.OutboxTestNode.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.RequestContext;
import io.busbar.bus.Tx;
import io.busbar.bus.events.Subscriber;
import io.busbar.bus.outbox.OutboxFixture.Noted;
import io.busbar.bus.response.Reply;
import io.busbar.testing.TestServers;
import io.busbar.testing.UsesServers;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@UsesServers
class LostConnectionTest {
    private static final String URL = TestServers.freshDatabase();

    /**
     * Terminates the connection in the first commit of a test. A sequence is not rolled back with its transaction, so later commits
     * succeed.
     */
    private static final String FIRST_COMMIT_IS_LOST = """
        create sequence probe.commits;
        create function probe.lose() returns trigger language plpgsql as $$
        begin
          if nextval('probe.commits') = 1 then
            perform pg_terminate_backend(pg_backend_pid());
          end if;
          return null;
        end $$;
        create constraint trigger lose after insert on probe.note deferrable initially deferred
          for each row execute function probe.lose()""";

    private final AtomicInteger runs = new AtomicInteger();
    private OutboxTestNode node;

    @BeforeEach
    void start() {
        OutboxTestNode.clear(URL);
        node = OutboxTestNode.on(URL);
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void change_connectionLostDuringWork_isRetried() {
        get(node.changes()
                .change(
                        caller(),
                        "probe.note",
                        tx -> OutboxFixture.insertNote(tx, 1)
                                .compose(
                                        done -> runs.incrementAndGet() == 1 ? end(tx) : Future.succeededFuture(done))));

        assertThat(runs).hasValue(2);
        assertThat(node.count("probe.note")).isEqualTo(1);
    }

    @Test
    void change_connectionLostDuringCommit_failsAsUnknown() {
        node.execute(FIRST_COMMIT_IS_LOST);

        Throwable failure = failure(node.changes().change(caller(), "probe.note", this::note));

        assertThat(failure).isInstanceOfSatisfying(Failure.class, e -> {
            assertThat(e.code()).isEqualTo(FailureCode.SERVICE_UNAVAILABLE);
            assertThat(e.message()).contains("unknown");
            assertThat(e.retryAfter()).isNotNull();
        });
        assertThat(runs).hasValue(1);
    }

    @Test
    void changeOnce_connectionLostDuringCommit_isRetriedOnce() {
        node.execute(FIRST_COMMIT_IS_LOST);
        RequestContext usual = caller();
        RequestContext keyed = new RequestContext(
                usual.principal(),
                usual.requestId(),
                usual.traceparent(),
                usual.deadline(),
                null,
                new RequestContext.Idempotency(NOTE.name(), "k", "body"));

        Reply<Noted> reply = get(node.changes().changeOnce(keyed, NOTE, tx -> note(tx).map(new Noted(1))));

        assertThat(reply).isEqualTo(new Reply<>(new Noted(1), false));
        assertThat(runs).hasValue(2);
        assertThat(node.count("probe.note")).isEqualTo(1);
        assertThat(node.count("bus.idempotency")).isEqualTo(1);
    }

    @Test
    void deliver_handlerAlwaysLosesConnection_becomesDeadLetter() {
        try (OutboxTestNode worker = OutboxTestNode.on(
                URL,
                new Subscriber("probe.s")
                        .maxAttempts(2, Duration.ofMillis(5))
                        .on(
                                NOTED,
                                (tx, noted) -> noted.payload().number() == 3
                                        ? end(tx)
                                        : OutboxFixture.recordEffect(
                                                tx, "probe.s", noted.key(), noted.payload(), noted.attempt())))) {
            get(node.changes().change(caller(), "probe.note", tx -> {
                IntStream.range(0, 10).forEach(n -> tx.publish(NOTED, "key", new Noted(n)));
                return Future.succeededFuture(0);
            }));

            await().until(() -> worker.count("bus.delivery") == 0);
            assertThat(worker.count("probe.effect")).isEqualTo(9);
            assertThat(worker.rows("select last_error, attempts from bus.dead_letter"))
                    .singleElement()
                    .satisfies(row -> assertThat(row.getInteger("attempts")).isEqualTo(2));
        }
    }

    @Test
    void change_noConnectionAvailable_failsWithRetryAfter() {
        Promise<Integer> release = Promise.promise();
        List<Future<Integer>> holders = IntStream.range(0, 40)
                .mapToObj(n -> node.changes().change(caller(), "probe.hold", tx -> release.future()))
                .toList();

        Throwable failure = failure(node.changes().change(caller(), "probe.note", this::note));

        assertThat(failure).isInstanceOfSatisfying(Failure.class, e -> {
            assertThat(e.code()).isEqualTo(FailureCode.SERVICE_UNAVAILABLE);
            assertThat(e.retryAfter()).isNotNull();
        });
        assertThat(runs).hasValue(0);
        release.complete(1);
        get(Future.join(holders).otherwiseEmpty());
        get(node.changes().change(caller(), "probe.note", this::note));
    }

    private Future<RowSet<Row>> note(Tx tx) {
        runs.incrementAndGet();
        return OutboxFixture.insertNote(tx, 1);
    }

    private static Future<RowSet<Row>> end(Tx tx) {
        return tx.query("select pg_terminate_backend(pg_backend_pid())", Tuple.tuple());
    }
}
