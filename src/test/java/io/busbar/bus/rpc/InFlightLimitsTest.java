package io.busbar.bus.rpc;

import static io.busbar.bus.rpc.EchoOperations.READ;
import static io.busbar.bus.rpc.EchoOperations.READ_SHORT_DEADLINE;
import static io.busbar.bus.rpc.RpcTestNode.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.rpc.EchoOperations.EchoRequest;
import io.busbar.bus.rpc.EchoOperations.EchoResponse;
import io.busbar.testing.TestCluster;
import io.busbar.testing.UsesServers;
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

/** Limits of the calls and bytes in flight to one node. */
@UsesServers
class InFlightLimitsTest {
    private static final TestCluster CLUSTER = new TestCluster();
    private static final RpcSettings FEW_CALLS = settingsWithLimits(4, 1 << 20);
    private static final RpcSettings FEW_BYTES = settingsWithLimits(100, 100_000);
    private static RpcTestNode server;
    private static RpcTestNode fewCalls;
    private static RpcTestNode fewBytes;

    private Promise<Void> gate = Promise.promise();

    @BeforeAll
    static void open() {
        server = RpcTestNode.server(CLUSTER, FEW_CALLS);
        fewCalls = RpcTestNode.caller(CLUSTER, FEW_CALLS);
        fewBytes = RpcTestNode.caller(CLUSTER, FEW_BYTES);
        eventually()
                .until(() -> !fewCalls.rpc.directory().availableNodes("echo").isEmpty());
        eventually()
                .until(() -> !fewBytes.rpc.directory().availableNodes("echo").isEmpty());
    }

    @AfterAll
    static void close() {
        CLUSTER.close();
    }

    @BeforeEach
    void blockHandler() {
        gate = Promise.promise();
        Promise<Void> held = gate;
        server.echoVerticle.setBehavior(
                (echoRequest, call) -> held.future().map(new EchoResponse("at last", server.id)));
    }

    @AfterEach
    void unblockHandler() {
        gate.tryComplete();
        eventually().until(() -> inFlight(fewCalls, "calls") == 0 && inFlight(fewBytes, "bytes") == 0);
    }

    @Test
    void call_beyondCallLimit_isRefusedAtOnceWithRetryAfter() {
        List<Future<EchoResponse>> held = call(fewCalls, 4);

        Failure refused = RpcTestNode.failure(fewCalls.call(READ, new EchoRequest("", null)));

        assertThat(refused.code()).isEqualTo(FailureCode.SERVICE_UNAVAILABLE);
        assertThat(refused.retryAfter()).isEqualTo(Duration.ofSeconds(1));
        assertThat(fewCalls.meters.find("busbar.rpc.window.full").counter()).isNotNull();
        gate.complete();
        assertThat(held).allSatisfy(call -> assertThat(call.await().text()).isEqualTo("at last"));
        assertThat(fewCalls.call(READ, new EchoRequest("", null)).await().text())
                .isEqualTo("at last");
    }

    @Test
    void call_withinOneNode_hasNoInFlightLimit() {
        List<Future<EchoResponse>> held = call(server, 50);

        gate.complete();

        assertThat(held).allSatisfy(call -> assertThat(call.await().text()).isEqualTo("at last"));
    }

    @Test
    void call_beyondByteLimit_isRefusedAtOnce() {
        EchoRequest large = new EchoRequest("x".repeat(40_000), null);
        Future<EchoResponse> one = fewBytes.call(READ, large);
        Future<EchoResponse> other = fewBytes.call(READ, large);

        assertThat(RpcTestNode.failure(fewBytes.call(READ, large)).code()).isEqualTo(FailureCode.SERVICE_UNAVAILABLE);

        gate.complete();
        assertThat(List.of(one.await(), other.await()))
                .extracting(EchoResponse::text)
                .containsOnly("at last");
        assertThat(fewBytes.call(READ, large).await().text()).isEqualTo("at last");
    }

    @Test
    void bytesInFlight_afterTimedOutCall_countUntilNodeHasReadThem() {
        EchoRequest large = new EchoRequest("x".repeat(90_000), null);

        assertThat(RpcTestNode.failure(fewBytes.call(READ_SHORT_DEADLINE, large))
                        .code())
                .isEqualTo(FailureCode.DEADLINE_EXCEEDED);

        // Nothing else is sent or answered; a probe still shows that the node reads.
        eventually().until(() -> inFlight(fewBytes, "bytes") == 0);
        gate.complete();
        assertThat(fewBytes.call(READ_SHORT_DEADLINE, large).await().text()).isEqualTo("at last");
    }

    private static List<Future<EchoResponse>> call(RpcTestNode from, int times) {
        return Stream.generate(() -> from.call(READ, new EchoRequest("", null)))
                .limit(times)
                .toList();
    }

    private static double inFlight(RpcTestNode node, String unit) {
        return node.meters.find("busbar.rpc.inflight." + unit).gauges().stream()
                .mapToDouble(gauge -> gauge.value())
                .sum();
    }

    private static RpcSettings settingsWithLimits(int calls, long bytes) {
        RpcSettings standard = RpcSettings.defaults();
        return new RpcSettings(
                standard.heartbeatInterval(),
                standard.maxMissedHeartbeats(),
                standard.forgetTimeout(),
                calls,
                bytes,
                standard.drainTimeout(),
                standard.maxClockSkew());
    }
}
