package io.busbar.bus.rpc;

import static io.busbar.bus.rpc.EchoOperations.READ;
import static io.busbar.bus.rpc.EchoOperations.WRITE;
import static io.busbar.bus.rpc.RpcTestNode.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.bus.Contract;
import io.busbar.bus.FailureCode;
import io.busbar.bus.rpc.EchoOperations.EchoRequest;
import io.busbar.bus.rpc.EchoOperations.EchoResponse;
import io.busbar.testing.TestCluster;
import io.busbar.testing.UsesServers;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nodes that drain before they leave. */
@UsesServers
class RpcDrainTest {
    private final TestCluster cluster = new TestCluster();

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void rollingRestart_underConstantTraffic_losesNoCalls() {
        RpcTestNode caller = RpcTestNode.caller(cluster, RpcSettings.defaults());
        RpcTestNode one = startServer();
        RpcTestNode other = startServer();
        eventually().until(() -> caller.rpc.directory().availableNodes("echo").size() == 2);
        LoadGenerator loadGenerator = LoadGenerator.ofReadsAndWrites(caller, 32);

        for (int round = 0; round < 4; round++) {
            loadGenerator.awaitCalls(500);
            one.rpc.drain().await();
            one.vertx.close().await();
            loadGenerator.awaitCalls(200);
            one = other;
            other = startServer();
        }

        assertThat(loadGenerator.stop()).isEmpty();
        assertThat(loadGenerator.answered()).isGreaterThan(2_000);
    }

    @Test
    void drain_withCallsUnderWay_waitsUntilTheyFinish() {
        RpcTestNode server = RpcTestNode.server(cluster, RpcSettings.defaults());
        RpcTestNode caller = RpcTestNode.caller(cluster, RpcSettings.defaults());
        eventually().until(() -> caller.rpc.directory().availableNodes("echo").size() == 1);
        Promise<EchoResponse> gate = Promise.promise();
        server.echoVerticle.setBehavior((echoRequest, call) -> gate.future());
        Future<EchoResponse> remote = caller.call(WRITE, new EchoRequest("", null));
        Future<EchoResponse> local = server.call(WRITE, new EchoRequest("", null));
        eventually().until(() -> server.echoVerticle.calls().size() == 2);

        Future<Void> drained = server.rpc.drain();

        eventually().until(() -> caller.rpc.directory().availableNodes("echo").isEmpty());
        assertThat(drained.isComplete()).isFalse();
        gate.complete(new EchoResponse("done", server.id));
        drained.await();
        assertThat(remote.await().text()).isEqualTo("done");
        assertThat(local.await().text()).isEqualTo("done");
        eventually().until(() -> caller.rpc.directory().node(server.id).isEmpty());
    }

    @Test
    void removeService_withCallOfAnotherServiceInFlight_doesNotWaitForIt() {
        RpcTestNode server = RpcTestNode.server(cluster, RpcSettings.defaults());
        Contract other = Contract.of("other", "Runs beside the echo service.");
        server.rpc
                .serviceHost()
                .register(
                        other,
                        Map.of(),
                        null,
                        server.serviceContext.changes(),
                        server.serviceContext.registrar().permissions());
        server.rpc.addService(other);
        RpcTestNode caller = RpcTestNode.caller(cluster, RpcSettings.defaults());
        eventually().until(() -> caller.rpc.directory().availableNodes("other").size() == 1);
        Promise<EchoResponse> gate = Promise.promise();
        server.echoVerticle.setBehavior((echoRequest, call) -> gate.future());
        Future<EchoResponse> remote = caller.call(WRITE, new EchoRequest("", null));
        eventually().until(() -> server.echoVerticle.calls().size() == 1);

        server.rpc.removeService(other).timeout(5, TimeUnit.SECONDS).await();

        assertThat(caller.rpc.directory().availableNodes("other")).isEmpty();
        assertThat(remote.isComplete()).isFalse();
        Future<Void> removed = server.rpc.removeService(EchoOperations.ECHO);
        eventually().until(() -> caller.rpc.directory().availableNodes("echo").isEmpty());
        assertThat(removed.isComplete()).isFalse();
        gate.complete(new EchoResponse("done", server.id));
        removed.await();
        assertThat(remote.await().text()).isEqualTo("done");
    }

    @Test
    void removeService_whileAnotherInstanceOfItStarts_sendsItNoCallsOfThisNode() {
        RpcTestNode leaving = RpcTestNode.server(cluster, RpcSettings.defaults());
        RpcTestNode caller = RpcTestNode.caller(cluster, RpcSettings.defaults());
        eventually().until(() -> caller.rpc.directory().availableNodes("echo").size() == 1);
        Promise<EchoResponse> gate = Promise.promise();
        leaving.echoVerticle.setBehavior((echoRequest, call) -> gate.future());
        Future<EchoResponse> remote = caller.call(WRITE, new EchoRequest("", null));
        eventually().until(() -> leaving.echoVerticle.calls().size() == 1);
        RpcTestNode staying = RpcTestNode.server(cluster, RpcSettings.defaults());
        eventually().until(() -> leaving.rpc.directory().availableNodes("echo").size() == 1);

        Future<Void> removed = leaving.rpc.removeService(EchoOperations.ECHO);
        leaving.vertx.deployVerticle(new EchoVerticle(leaving.serviceContext)).await();

        assertThat(removed.isComplete()).isFalse();
        for (int i = 0; i < 20; i++) {
            assertThat(leaving.call(WRITE, new EchoRequest("", null)).await().node())
                    .isEqualTo(staying.id);
        }
        gate.complete(new EchoResponse("done", leaving.id));
        removed.await();
        assertThat(remote.await().text()).isEqualTo("done");
    }

    @Test
    void drain_withCallThatNeverEnds_completesAndFailsCall() {
        RpcSettings standard = RpcSettings.defaults();
        RpcSettings hasty = new RpcSettings(
                standard.heartbeatInterval(),
                standard.maxMissedHeartbeats(),
                standard.forgetTimeout(),
                standard.maxCallsPerNode(),
                standard.maxBytesPerNode(),
                Duration.ofMillis(300),
                standard.maxClockSkew());
        RpcTestNode server = RpcTestNode.server(cluster, hasty);
        RpcTestNode caller = RpcTestNode.caller(cluster, hasty);
        eventually().until(() -> caller.rpc.directory().availableNodes("echo").size() == 1);
        server.echoVerticle.setBehavior(
                (echoRequest, call) -> Promise.<EchoResponse>promise().future());
        Future<EchoResponse> call = caller.call(READ, new EchoRequest("", null));
        eventually().until(() -> server.echoVerticle.calls().size() == 1);

        server.rpc.drain().await();

        assertThat(RpcTestNode.failure(call).code()).isEqualTo(FailureCode.SERVICE_UNAVAILABLE);
    }

    @Test
    void drain_withWorkUnderWay_refusesNewCallsUnexecuted() {
        RpcTestNode leaving = RpcTestNode.server(cluster, RpcSettings.defaults());
        RpcTestNode staying = RpcTestNode.server(cluster, RpcSettings.defaults());
        RpcTestNode caller = RpcTestNode.caller(cluster, RpcSettings.defaults());
        eventually().until(() -> caller.rpc.directory().availableNodes("echo").size() == 2);
        Promise<EchoResponse> gate = Promise.promise();
        leaving.echoVerticle.setBehavior((echoRequest, call) -> gate.future());
        Future<EchoResponse> own = leaving.call(WRITE, new EchoRequest("", null));
        eventually().until(() -> leaving.echoVerticle.calls().size() == 1);

        Future<Void> drained = leaving.rpc.drain();

        eventually().until(() -> status(caller, leaving) == 503);
        assertThat(leaving.echoVerticle.calls()).hasSize(1);
        for (int i = 0; i < 20; i++) {
            assertThat(caller.call(WRITE, new EchoRequest("", null)).await().node())
                    .isEqualTo(staying.id);
        }
        gate.complete(new EchoResponse("done", leaving.id));
        drained.await();
        assertThat(own.await().text()).isEqualTo("done");
    }

    @Test
    void drain_onTwoNodesAtOnce_completes() {
        RpcTestNode one = RpcTestNode.server(cluster, RpcSettings.defaults());
        RpcTestNode other = RpcTestNode.server(cluster, RpcSettings.defaults());
        eventually().until(() -> one.rpc.directory().availableNodes("echo").size() == 1);

        Future<Void> both = Future.all(one.rpc.drain(), other.rpc.drain()).mapEmpty();

        both.timeout(5, TimeUnit.SECONDS).await();
    }

    @Test
    void close_afterDrainOrClose_succeeds() {
        RpcTestNode node = RpcTestNode.server(cluster, RpcSettings.defaults());

        node.rpc.drain().await();
        node.rpc.close().await();
        node.rpc.close().await();
    }

    /** Each call takes a few milliseconds, so that calls are always in flight. */
    private RpcTestNode startServer() {
        RpcTestNode node = RpcTestNode.server(cluster, RpcSettings.defaults());
        node.echoVerticle.setBehavior((echoRequest, call) ->
                node.vertx.timer(5, TimeUnit.MILLISECONDS).map(new EchoResponse(echoRequest.text(), node.id)));
        return node;
    }

    private static int status(RpcTestNode from, RpcTestNode to) {
        DeliveryOptions options =
                new DeliveryOptions().addHeader("service", "echo").addHeader("action", "ping");
        Future<?> call = from.vertx.eventBus().request(RpcProtocol.nodeAddress(to.id), new JsonObject(), options);
        return RpcTestNode.cause(call) instanceof ReplyException e ? e.failureCode() : 200;
    }
}
