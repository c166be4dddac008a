package io.busbar.bus.lane;

import static io.busbar.bus.lane.LaneNode.eventually;
import static io.busbar.bus.lane.SpecimenOperations.READ;
import static io.busbar.bus.lane.SpecimenOperations.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.bus.FailureCode;
import io.busbar.bus.lane.SpecimenOperations.Answered;
import io.busbar.bus.lane.SpecimenOperations.Words;
import io.busbar.testing.LocalCluster;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nodes that leave as they should. */
class DrainTest {
    private final LocalCluster cluster = new LocalCluster();

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void rolling_restarts_lose_nothing_under_constant_traffic() {
        LaneNode caller = LaneNode.caller(cluster, LaneSettings.standard());
        LaneNode one = working();
        LaneNode other = working();
        eventually().until(() -> caller.lane.directory().takingCalls("specimen").size() == 2);
        Traffic traffic = Traffic.ofReadsAndWrites(caller, 32);

        for (int round = 0; round < 4; round++) {
            traffic.flow(500);
            one.lane.drain().await();
            one.vertx.close().await();
            traffic.flow(200);
            one = other;
            other = working();
        }

        assertThat(traffic.stop()).isEmpty();
        assertThat(traffic.answered()).isGreaterThan(2_000);
    }

    @Test
    void work_under_way_is_finished_first() {
        LaneNode server = LaneNode.server(cluster, LaneSettings.standard());
        LaneNode caller = LaneNode.caller(cluster, LaneSettings.standard());
        eventually().until(() -> caller.lane.directory().takingCalls("specimen").size() == 1);
        Promise<Answered> gate = Promise.promise();
        server.specimen.does((words, call) -> gate.future());
        Future<Answered> remote = caller.call(WRITE, new Words("", null));
        Future<Answered> local = server.call(WRITE, new Words("", null));
        eventually().until(() -> server.specimen.calls().size() == 2);

        Future<Void> drained = server.lane.drain();

        eventually().until(() -> caller.lane.directory().takingCalls("specimen").isEmpty());
        assertThat(drained.isComplete()).isFalse();
        gate.complete(new Answered("done", server.id));
        drained.await();
        assertThat(remote.await().text()).isEqualTo("done");
        assertThat(local.await().text()).isEqualTo("done");
        eventually().until(() -> caller.lane.directory().node(server.id).isEmpty());
    }

    @Test
    void a_node_that_does_not_finish_leaves_all_the_same_and_its_callers_are_told() {
        LaneSettings standard = LaneSettings.standard();
        LaneSettings hasty = new LaneSettings(
                standard.announceEvery(),
                standard.missed(),
                standard.forgetAfter(),
                standard.callsPerNode(),
                standard.bytesPerNode(),
                Duration.ofMillis(300),
                standard.clockSkew());
        LaneNode server = LaneNode.server(cluster, hasty);
        LaneNode caller = LaneNode.caller(cluster, hasty);
        eventually().until(() -> caller.lane.directory().takingCalls("specimen").size() == 1);
        server.specimen.does((words, call) -> Promise.<Answered>promise().future());
        Future<Answered> call = caller.call(READ, new Words("", null));
        eventually().until(() -> server.specimen.calls().size() == 1);

        server.lane.drain().await();

        assertThat(LaneNode.failure(call).code()).isEqualTo(FailureCode.SERVICE_UNAVAILABLE);
    }

    @Test
    void while_it_finishes_others_are_turned_away_untouched() {
        LaneNode leaving = LaneNode.server(cluster, LaneSettings.standard());
        LaneNode staying = LaneNode.server(cluster, LaneSettings.standard());
        LaneNode caller = LaneNode.caller(cluster, LaneSettings.standard());
        eventually().until(() -> caller.lane.directory().takingCalls("specimen").size() == 2);
        Promise<Answered> gate = Promise.promise();
        leaving.specimen.does((words, call) -> gate.future());
        Future<Answered> own = leaving.call(WRITE, new Words("", null));
        eventually().until(() -> leaving.specimen.calls().size() == 1);

        Future<Void> drained = leaving.lane.drain();

        eventually().until(() -> status(caller, leaving) == 503);
        assertThat(leaving.specimen.calls()).hasSize(1);
        for (int i = 0; i < 20; i++) {
            assertThat(caller.call(WRITE, new Words("", null)).await().node()).isEqualTo(staying.id);
        }
        gate.complete(new Answered("done", leaving.id));
        drained.await();
        assertThat(own.await().text()).isEqualTo("done");
    }

    @Test
    void two_nodes_can_leave_at_once() {
        LaneNode one = LaneNode.server(cluster, LaneSettings.standard());
        LaneNode other = LaneNode.server(cluster, LaneSettings.standard());
        eventually().until(() -> one.lane.directory().takingCalls("specimen").size() == 1);

        Future<Void> both = Future.all(one.lane.drain(), other.lane.drain()).mapEmpty();

        both.timeout(5, TimeUnit.SECONDS).await();
    }

    @Test
    void closing_after_a_drain_or_twice_changes_nothing() {
        LaneNode node = LaneNode.server(cluster, LaneSettings.standard());

        node.lane.drain().await();
        node.lane.close().await();
        node.lane.close().await();
    }

    /** Each call takes a few milliseconds, so that there is always something under way. */
    private LaneNode working() {
        LaneNode node = LaneNode.server(cluster, LaneSettings.standard());
        node.specimen.does(
                (words, call) -> node.vertx.timer(5, TimeUnit.MILLISECONDS).map(new Answered(words.text(), node.id)));
        return node;
    }

    private static int status(LaneNode from, LaneNode to) {
        DeliveryOptions options =
                new DeliveryOptions().addHeader("service", "specimen").addHeader("action", "ping");
        Future<?> call = from.vertx.eventBus().request(Wire.node(to.id), new JsonObject(), options);
        return LaneNode.cause(call) instanceof ReplyException e ? e.failureCode() : 200;
    }
}
