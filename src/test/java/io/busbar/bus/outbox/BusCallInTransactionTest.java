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
import io.busbar.bus.Tx;
import io.busbar.bus.events.Subscriber;
import io.busbar.bus.outbox.OutboxFixture.Note;
import io.busbar.bus.outbox.OutboxFixture.Noted;
import io.busbar.bus.rpc.RpcNode;
import io.busbar.bus.rpc.RpcSettings;
import io.busbar.testing.TestServers;
import io.busbar.testing.UsesServers;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A call of another service inside a transaction is refused; before it, after it and beside it, it is not. */
@UsesServers
class BusCallInTransactionTest {
    private static final String URL = TestServers.freshDatabase();
    private OutboxTestNode node;
    private Context context;
    private RpcNode rpc;

    /** Work that calls a service where it must not. */
    record ForbiddenWork(String name, BiFunction<BusCallInTransactionTest, Tx, Future<Integer>> work) {
        @Override
        public String toString() {
            return name;
        }
    }

    @BeforeEach
    void start() {
        OutboxTestNode.clear(URL);
        node = OutboxTestNode.on(URL);
        context = node.vertx.getOrCreateContext();
        rpc = get(RpcNode.open(node.vertx, "n-1", RpcSettings.defaults(), node.meterRegistry));
    }

    @AfterEach
    void stop() {
        get(rpc.close());
        node.close();
    }

    static Stream<ForbiddenWork> forbiddenWork() {
        return Stream.of(
                new ForbiddenWork("before the first statement", (test, tx) -> test.call()),
                new ForbiddenWork(
                        "after a statement",
                        (test, tx) -> OutboxFixture.insertNote(tx, 1).compose(inserted -> test.call())),
                new ForbiddenWork(
                        "after a read on another connection",
                        (test, tx) -> test.node
                                .database
                                .query("select 1", Tuple.tuple())
                                .compose(read -> test.call())),
                new ForbiddenWork(
                        "after a timer",
                        (test, tx) -> OutboxFixture.insertNote(tx, 1)
                                .compose(inserted -> test.node.vertx.timer(1))
                                .compose(fired -> test.call())),
                new ForbiddenWork(
                        "and its failure is ignored",
                        (test, tx) -> OutboxFixture.insertNote(tx, 1)
                                .compose(inserted -> test.call().otherwise(1))),
                new ForbiddenWork(
                        "in another change",
                        (test, tx) -> OutboxFixture.insertNote(tx, 1)
                                .compose(inserted -> test.node.changes().change(caller(), "probe.inner", inner -> {
                                    throw new AssertionError("must not begin");
                                }))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("forbiddenWork")
    void change_withCallInside_isRefusedAndNothingIsWritten(ForbiddenWork forbidden) {
        Throwable cause = failure(onContext(() -> node.changes()
                .change(caller(), "probe.note", tx -> forbidden.work().apply(this, tx))));

        assertThat(cause).isInstanceOf(IllegalStateException.class).hasMessageContaining("inside a transaction");
        if (!forbidden.name().contains("change")) {
            assertThat(cause).hasMessageContaining("probe.note was started");
        }
        assertThat(node.count("probe.note")).isZero();
    }

    @Test
    void deliver_handlerCallsService_isRefused() {
        node.outbox.subscribe(new Subscriber("probe.s")
                .maxAttempts(1, Duration.ofMillis(5))
                .on(
                        NOTED,
                        (tx, noted) -> OutboxFixture.recordEffect(tx, "probe.s", noted.key(), noted.payload(), 1)
                                .compose(written -> call())));
        await().until(() -> node.count("bus.subscription") == 1);

        get(node.changes().change(caller(), "probe.publish", tx -> {
            tx.publish(NOTED, "key", new Noted(1));
            return Future.succeededFuture(1);
        }));

        await().until(() ->
                node.count("bus.dead_letter where last_error like 'java.lang.IllegalStateException%'") == 1);
        assertThat(node.count("probe.effect")).isZero();
    }

    @Test
    void call_beforeAfterAndBesideChange_isMade() {
        Promise<Void> open = Promise.promise();
        Promise<Void> mayCommit = Promise.promise();

        Future<Integer> change = onContext(() -> {
            assertMade(call());
            Future<Integer> changed = node.changes()
                    .change(
                            caller(),
                            "probe.note",
                            tx -> OutboxFixture.insertNote(tx, 1)
                                    .compose(inserted -> {
                                        open.complete();
                                        return mayCommit.future();
                                    })
                                    .map(1));
            return open.future()
                    .compose(opened -> onContext(this::call))
                    .transform(beside -> {
                        assertThat(beside.cause()).isInstanceOf(Failure.class);
                        mayCommit.complete();
                        return changed;
                    })
                    .compose(committed -> call())
                    .transform(after -> {
                        assertThat(after.cause()).isInstanceOf(Failure.class);
                        return changed;
                    });
        });

        assertThat(get(change)).isEqualTo(1);
        assertThat(node.count("probe.note")).isEqualTo(1);
    }

    @Test
    void call_afterChangeWasGivenUp_isMade() {
        Promise<Integer> never = Promise.promise();

        Throwable cause = failure(onContext(() -> node.changes()
                .change(
                        caller(),
                        "probe.note",
                        tx -> OutboxFixture.insertNote(tx, 1).compose(inserted -> never.future()))
                .timeout(50, TimeUnit.MILLISECONDS)
                .recover(givenUp -> call())));

        assertThat(cause).isInstanceOf(Failure.class);
        never.fail("too late");
    }

    /** The call is made and fails, because no node offers the service. */
    private static void assertMade(Future<Integer> call) {
        call.onSuccess(unexpected -> {
            throw new AssertionError("there is no such service");
        });
    }

    private Future<Integer> call() {
        return rpc.bus()
                .call(NOTE, new Note(1), caller())
                .map(Noted::number)
                .onFailure(cause -> assertThat(((Failure) cause).code()).isEqualTo(FailureCode.SERVICE_UNAVAILABLE));
    }

    /** Runs the work on the context of a service, as handlers run. */
    private <T> Future<T> onContext(Supplier<Future<T>> work) {
        Promise<T> result = Promise.promise();
        context.runOnContext(now -> {
            try {
                work.get().onComplete(result);
            } catch (Throwable thrown) {
                result.fail(thrown);
            }
        });
        return result.future();
    }
}
