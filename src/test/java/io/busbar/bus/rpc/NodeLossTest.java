package io.busbar.bus.rpc;

import static io.busbar.bus.rpc.EchoOperations.READ;
import static io.busbar.bus.rpc.EchoOperations.WRITE;
import static io.busbar.bus.rpc.RpcTestNode.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.bus.Call;
import io.busbar.bus.FailureCode;
import io.busbar.bus.RequestContext;
import io.busbar.bus.TraceContext;
import io.busbar.bus.rpc.EchoOperations.EchoRequest;
import io.busbar.bus.rpc.EchoOperations.EchoResponse;
import io.busbar.testing.TestCluster;
import io.busbar.testing.UsesServers;
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

/** Nodes that stop without notice, and nodes that are only slow. */
@UsesServers
class NodeLossTest {
    private static final TestCluster CLUSTER = new TestCluster();
    private static RpcTestNode other;
    private static RpcTestNode caller;
    private RpcTestNode doomed;

    @BeforeAll
    static void open() {
        other = RpcTestNode.server(CLUSTER, RpcSettings.defaults());
        caller = RpcTestNode.caller(CLUSTER, RpcSettings.defaults());
    }

    @AfterAll
    static void close() {
        CLUSTER.close();
    }

    @BeforeEach
    void startDoomedNode() {
        doomed = RpcTestNode.server(CLUSTER, RpcSettings.defaults());
        eventually().until(() -> caller.rpc.directory().availableNodes("echo").size() == 2);
        other.echoVerticle.reset();
    }

    @AfterEach
    void closeDoomedNode() {
        doomed.vertx.close().await();
        eventually().until(() -> caller.rpc.directory().availableNodes("echo").size() == 1);
    }

    @Test
    void readUnderWay_whenNodeIsLost_isRetriedOnOtherNode() {
        double before = countSuspects();
        doomed.echoVerticle.setBehavior(NodeLossTest::neverRespond);
        List<Future<EchoResponse>> calls = callUntilOneHangs(() -> caller.call(READ, new EchoRequest("hi", null)));

        doomed.vertx.close().await();

        assertThat(calls).allSatisfy(call -> assertThat(call.await().node()).isEqualTo(other.id));
        assertThat(countSuspects()).isEqualTo(before + 1);
    }

    @Test
    void writeUnderWay_whenNodeIsLost_failsWithoutRetry() {
        doomed.echoVerticle.setBehavior(NodeLossTest::neverRespond);
        List<Future<EchoResponse>> calls = callUntilOneHangs(() -> caller.call(WRITE, new EchoRequest("hi", null)));
        int elsewhere = other.echoVerticle.calls().size();

        doomed.vertx.close().await();

        List<Future<EchoResponse>> hanging =
                calls.stream().filter(call -> !call.succeeded()).toList();
        assertThat(hanging)
                .isNotEmpty()
                .allSatisfy(call ->
                        assertThat(RpcTestNode.failure(call).code()).isEqualTo(FailureCode.SERVICE_UNAVAILABLE));
        assertThat(other.echoVerticle.calls()).hasSize(elsewhere);
    }

    @Test
    void writeWithIdempotencyKey_whenNodeIsLost_isRetriedOnOtherNode() {
        doomed.echoVerticle.setBehavior(NodeLossTest::neverRespond);
        List<Future<EchoResponse>> calls = callUntilOneHangs(
                () -> caller.rpc.bus().call(WRITE, new EchoRequest("hi", null), contextWithIdempotencyKey()));

        doomed.vertx.close().await();

        assertThat(calls).allSatisfy(call -> assertThat(call.await().node()).isEqualTo(other.id));
    }

    @Test
    void call_afterNodeLossIsNoticed_goesToOtherNode() {
        doomed.vertx.close().await();
        eventually().until(() -> caller.rpc.directory().availableNodes("echo").size() == 1);

        for (int i = 0; i < 50; i++) {
            assertThat(caller.call(WRITE, new EchoRequest("hi", null)).await().node())
                    .isEqualTo(other.id);
        }
    }

    @Test
    void call_beforeNodeLossIsNoticed_isAnsweredByOtherNode() {
        doomed.vertx.close().await();

        for (int i = 0; i < 20; i++) {
            assertThat(caller.call(READ, new EchoRequest("hi", null)).await().node())
                    .isEqualTo(other.id);
        }
    }

    @Test
    void call_withSlowNode_returnsAllResponsesWithoutSuspectingNode() {
        double before = countSuspects();
        doomed.echoVerticle.setBehavior((echoRequest, call) ->
                doomed.vertx.timer(3, TimeUnit.SECONDS).map(new EchoResponse("slow", doomed.id)));

        List<EchoResponse> answers =
                Stream.generate(() -> caller.call(READ, new EchoRequest("hi", null))).limit(200).toList().stream()
                        .map(call -> call.await())
                        .toList();

        assertThat(answers).extracting(EchoResponse::node).contains(doomed.id, other.id);
        assertThat(doomed.echoVerticle.calls()).hasSize((int) answers.stream()
                .filter(answer -> answer.node().equals(doomed.id))
                .count());
        assertThat(countSuspects()).isEqualTo(before);
    }

    @Test
    void call_withOneNodeBusy_prefersLessLoadedNode() {
        doomed.echoVerticle.setBehavior(NodeLossTest::neverRespond);
        List<Future<EchoResponse>> calls = Stream.generate(() -> caller.call(READ, new EchoRequest("hi", null)))
                .limit(300)
                .toList();
        eventually()
                .until(() -> doomed.echoVerticle.calls().size()
                                + other.echoVerticle.calls().size()
                        == 300);

        eventually()
                .until(() -> calls.stream().filter(Future::succeeded).count()
                        == other.echoVerticle.calls().size());
        int stuck = doomed.echoVerticle.calls().size();
        for (int i = 0; i < 50; i++) {
            assertThat(caller.call(READ, new EchoRequest("hi", null)).await().node())
                    .isEqualTo(other.id);
        }
        assertThat(doomed.echoVerticle.calls()).hasSize(stuck);
    }

    @Test
    void call_withLocalService_staysOnThisNode() {
        for (int i = 0; i < 20; i++) {
            assertThat(doomed.call(READ, new EchoRequest("hi", null)).await().node())
                    .isEqualTo(doomed.id);
        }
    }

    @Test
    void call_afterLocalServiceIsUndeployed_goesToOtherNode() {
        doomed.vertx.undeploy(doomed.echoVerticle.deploymentID()).await();

        assertThat(doomed.call(WRITE, new EchoRequest("hi", null)).await().node())
                .isEqualTo(other.id);
    }

    private List<Future<EchoResponse>> callUntilOneHangs(Supplier<Future<EchoResponse>> call) {
        List<Future<EchoResponse>> calls = Stream.generate(call).limit(40).toList();
        eventually()
                .until(() -> doomed.echoVerticle.calls().size()
                                + other.echoVerticle.calls().size()
                        == 40);
        assertThat(doomed.echoVerticle.calls()).isNotEmpty();
        eventually()
                .until(() -> calls.stream().filter(Future::succeeded).count()
                        == other.echoVerticle.calls().size());
        return calls;
    }

    private static double countSuspects() {
        return caller.meters.counter("busbar.cluster.suspects").count();
    }

    private static RequestContext contextWithIdempotencyKey() {
        return new RequestContext(
                new RequestContext.AnonymousPrincipal(),
                "req_1",
                TraceContext.newTrace().traceparent(),
                Instant.now().plus(Duration.ofSeconds(30)),
                null,
                new RequestContext.Idempotency(WRITE.name(), "key", "hash"));
    }

    private static Future<EchoResponse> neverRespond(EchoRequest echoRequest, Call<EchoResponse> call) {
        return Promise.<EchoResponse>promise().future();
    }
}
