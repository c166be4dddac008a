package io.busbar.bus.lane;

import static io.busbar.bus.lane.LaneNode.eventually;
import static io.busbar.bus.lane.SpecimenOperations.HURRIED;
import static io.busbar.bus.lane.SpecimenOperations.READ;
import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.lane.SpecimenOperations.Answered;
import io.busbar.bus.lane.SpecimenOperations.Words;
import io.busbar.testing.LocalCluster;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How much may be under way to one node. */
class CapsTest {
    private static final LocalCluster CLUSTER = new LocalCluster();
    private static final LaneSettings FEW_CALLS = capped(4, 1 << 20);
    private static final LaneSettings FEW_BYTES = capped(100, 100_000);
    private static LaneNode server;
    private static LaneNode fewCalls;
    private static LaneNode fewBytes;

    private Promise<Void> gate = Promise.promise();

    @BeforeAll
    static void open() {
        server = LaneNode.server(CLUSTER, FEW_CALLS);
        fewCalls = LaneNode.caller(CLUSTER, FEW_CALLS);
        fewBytes = LaneNode.caller(CLUSTER, FEW_BYTES);
        eventually()
                .until(() -> !fewCalls.lane.directory().takingCalls("specimen").isEmpty());
        eventually()
                .until(() -> !fewBytes.lane.directory().takingCalls("specimen").isEmpty());
    }

    @AfterAll
    static void close() {
        CLUSTER.close();
    }

    @BeforeEach
    void hold() {
        gate = Promise.promise();
        Promise<Void> held = gate;
        server.specimen.does((words, call) -> held.future().map(new Answered("at last", server.id)));
    }

    @AfterEach
    void release() {
        gate.tryComplete();
        eventually().until(() -> inFlight(fewCalls, "calls") == 0 && inFlight(fewBytes, "bytes") == 0);
    }

    @Test
    void beyond_the_limit_of_calls_a_call_is_refused_at_once_and_told_when_to_come_back() {
        List<Future<Answered>> held = call(fewCalls, 4);

        Failure refused = LaneNode.failure(fewCalls.call(READ, new Words("", null)));

        assertThat(refused.code()).isEqualTo(FailureCode.SERVICE_UNAVAILABLE);
        assertThat(refused.retryAfter()).isEqualTo(Duration.ofSeconds(1));
        assertThat(fewCalls.meters.find("busbar.bus.capped").counter()).isNotNull();
        gate.complete();
        assertThat(held).allSatisfy(call -> assertThat(call.await().text()).isEqualTo("at last"));
        assertThat(fewCalls.call(READ, new Words("", null)).await().text()).isEqualTo("at last");
    }

    @Test
    void calls_within_a_node_have_no_such_limit() {
        List<Future<Answered>> held = call(server, 50);

        gate.complete();

        assertThat(held).allSatisfy(call -> assertThat(call.await().text()).isEqualTo("at last"));
    }

    @Test
    void beyond_the_limit_of_bytes_a_call_is_refused_at_once() {
        Words large = new Words("x".repeat(40_000), null);
        Future<Answered> one = fewBytes.call(READ, large);
        Future<Answered> other = fewBytes.call(READ, large);

        assertThat(LaneNode.failure(fewBytes.call(READ, large)).code()).isEqualTo(FailureCode.SERVICE_UNAVAILABLE);

        gate.complete();
        assertThat(List.of(one.await(), other.await()))
                .extracting(Answered::text)
                .containsOnly("at last");
        assertThat(fewBytes.call(READ, large).await().text()).isEqualTo("at last");
    }

    @Test
    void bytes_of_calls_that_timed_out_count_until_the_node_has_read_them() {
        Words large = new Words("x".repeat(90_000), null);

        assertThat(LaneNode.failure(fewBytes.call(HURRIED, large)).code()).isEqualTo(FailureCode.DEADLINE_EXCEEDED);

        // Nothing else is sent, and nothing answered; that the node reads is found out all the same.
        eventually().until(() -> inFlight(fewBytes, "bytes") == 0);
        gate.complete();
        assertThat(fewBytes.call(HURRIED, large).await().text()).isEqualTo("at last");
    }

    private static List<Future<Answered>> call(LaneNode from, int times) {
        return Stream.generate(() -> from.call(READ, new Words("", null)))
                .limit(times)
                .toList();
    }

    private static double inFlight(LaneNode node, String what) {
        return node.meters.find("busbar.bus.inflight." + what).gauges().stream()
                .mapToDouble(gauge -> gauge.value())
                .sum();
    }

    private static LaneSettings capped(int calls, long bytes) {
        LaneSettings standard = LaneSettings.standard();
        return new LaneSettings(
                standard.announceEvery(),
                standard.missed(),
                standard.forgetAfter(),
                calls,
                bytes,
                standard.drainLimit(),
                standard.clockSkew());
    }
}
