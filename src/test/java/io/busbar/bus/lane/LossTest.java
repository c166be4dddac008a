package io.busbar.bus.lane;

import static io.busbar.bus.lane.LaneNode.eventually;
import static io.busbar.bus.lane.SpecimenOperations.READ;
import static io.busbar.bus.lane.SpecimenOperations.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.bus.Call;
import io.busbar.bus.Caller;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Trace;
import io.busbar.bus.lane.SpecimenOperations.Answered;
import io.busbar.bus.lane.SpecimenOperations.Words;
import io.busbar.testing.LocalCluster;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nodes that go without a word, and nodes that are only slow. */
class LossTest {
    private static final LocalCluster CLUSTER = new LocalCluster();
    private static LaneNode other;
    private static LaneNode caller;
    private LaneNode doomed;

    @BeforeAll
    static void open() {
        other = LaneNode.server(CLUSTER, LaneSettings.standard());
        caller = LaneNode.caller(CLUSTER, LaneSettings.standard());
    }

    @AfterAll
    static void close() {
        CLUSTER.close();
    }

    @BeforeEach
    void join() {
        doomed = LaneNode.server(CLUSTER, LaneSettings.standard());
        eventually().until(() -> caller.lane.directory().takingCalls("specimen").size() == 2);
        other.specimen.reset();
    }

    @AfterEach
    void leave() {
        doomed.vertx.close().await();
        eventually().until(() -> caller.lane.directory().takingCalls("specimen").size() == 1);
    }

    @Test
    void reads_under_way_to_a_lost_node_are_answered_by_another() {
        double before = suspects();
        doomed.specimen.does(LossTest::never);
        List<Future<Answered>> calls = callUntilOneHangs(() -> caller.call(READ, new Words("hi", null)));

        doomed.vertx.close().await();

        assertThat(calls).allSatisfy(call -> assertThat(call.await().node()).isEqualTo(other.id));
        assertThat(suspects()).isEqualTo(before + 1);
    }

    @Test
    void a_write_that_may_have_happened_is_not_repeated() {
        doomed.specimen.does(LossTest::never);
        List<Future<Answered>> calls = callUntilOneHangs(() -> caller.call(WRITE, new Words("hi", null)));
        int elsewhere = other.specimen.calls().size();

        doomed.vertx.close().await();

        List<Future<Answered>> hanging =
                calls.stream().filter(call -> !call.succeeded()).toList();
        assertThat(hanging)
                .isNotEmpty()
                .allSatisfy(
                        call -> assertThat(LaneNode.failure(call).code()).isEqualTo(FailureCode.SERVICE_UNAVAILABLE));
        assertThat(other.specimen.calls()).hasSize(elsewhere);
    }

    @Test
    void a_write_with_an_idempotency_key_is_repeated() {
        doomed.specimen.does(LossTest::never);
        List<Future<Answered>> calls =
                callUntilOneHangs(() -> caller.lane.bus().call(WRITE, new Words("hi", null), keyed()));

        doomed.vertx.close().await();

        assertThat(calls).allSatisfy(call -> assertThat(call.await().node()).isEqualTo(other.id));
    }

    @Test
    void a_lost_node_gets_no_more_calls_and_is_not_missed() {
        doomed.vertx.close().await();
        eventually().until(() -> caller.lane.directory().takingCalls("specimen").size() == 1);

        for (int i = 0; i < 50; i++) {
            assertThat(caller.call(WRITE, new Words("hi", null)).await().node()).isEqualTo(other.id);
        }
    }

    @Test
    void calls_before_the_loss_is_noticed_are_answered_too() {
        doomed.vertx.close().await();

        for (int i = 0; i < 20; i++) {
            assertThat(caller.call(READ, new Words("hi", null)).await().node()).isEqualTo(other.id);
        }
    }

    @Test
    void a_slow_node_is_never_given_up_and_its_answers_all_arrive() {
        double before = suspects();
        doomed.specimen.does(
                (words, call) -> doomed.vertx.timer(3, TimeUnit.SECONDS).map(new Answered("slow", doomed.id)));

        List<Answered> answers =
                Stream.generate(() -> caller.call(READ, new Words("hi", null))).limit(200).toList().stream()
                        .map(call -> call.await())
                        .toList();

        assertThat(answers).extracting(Answered::node).contains(doomed.id, other.id);
        assertThat(doomed.specimen.calls()).hasSize((int) answers.stream()
                .filter(answer -> answer.node().equals(doomed.id))
                .count());
        assertThat(suspects()).isEqualTo(before);
    }

    @Test
    void a_node_with_less_to_do_is_preferred() {
        doomed.specimen.does(LossTest::never);
        List<Future<Answered>> calls = Stream.generate(() -> caller.call(READ, new Words("hi", null)))
                .limit(300)
                .toList();
        eventually()
                .until(() ->
                        doomed.specimen.calls().size() + other.specimen.calls().size() == 300);

        eventually()
                .until(() -> calls.stream().filter(Future::succeeded).count()
                        == other.specimen.calls().size());
        int stuck = doomed.specimen.calls().size();
        for (int i = 0; i < 50; i++) {
            assertThat(caller.call(READ, new Words("hi", null)).await().node()).isEqualTo(other.id);
        }
        assertThat(doomed.specimen.calls()).hasSize(stuck);
    }

    @Test
    void where_the_service_runs_here_it_is_called_here() {
        for (int i = 0; i < 20; i++) {
            assertThat(doomed.call(READ, new Words("hi", null)).await().node()).isEqualTo(doomed.id);
        }
    }

    @Test
    void where_it_ran_here_and_was_taken_down_it_is_called_elsewhere() {
        doomed.vertx.undeploy(doomed.specimen.deploymentID()).await();

        assertThat(doomed.call(WRITE, new Words("hi", null)).await().node()).isEqualTo(other.id);
    }

    private List<Future<Answered>> callUntilOneHangs(Supplier<Future<Answered>> call) {
        List<Future<Answered>> calls = Stream.generate(call).limit(40).toList();
        eventually()
                .until(() ->
                        doomed.specimen.calls().size() + other.specimen.calls().size() == 40);
        assertThat(doomed.specimen.calls()).isNotEmpty();
        eventually()
                .until(() -> calls.stream().filter(Future::succeeded).count()
                        == other.specimen.calls().size());
        return calls;
    }

    private static double suspects() {
        return caller.meters.counter("busbar.bus.suspects").count();
    }

    private static Caller keyed() {
        return new Caller(
                new Caller.Nobody(),
                "req_1",
                Trace.start().header(),
                Instant.now().plus(Duration.ofSeconds(30)),
                null,
                new Caller.Idempotency(WRITE.name(), "key", "hash"));
    }

    private static Future<Answered> never(Words words, Call<Answered> call) {
        return Promise.<Answered>promise().future();
    }
}
