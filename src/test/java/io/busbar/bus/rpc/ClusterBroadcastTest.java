package io.busbar.bus.rpc;

import static io.busbar.bus.rpc.EchoOperations.READ;
import static io.busbar.bus.rpc.RpcTestNode.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.bus.RequestContext;
import io.busbar.bus.rpc.EchoOperations.EchoRequest;
import io.busbar.testing.TestCluster;
import io.busbar.testing.UsesServers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@UsesServers
class ClusterBroadcastTest {
    private static final TestCluster CLUSTER = new TestCluster();
    private static RpcTestNode here;
    private static RpcTestNode elsewhere;

    @BeforeAll
    static void open() {
        here = RpcTestNode.server(CLUSTER, RpcSettings.defaults());
        elsewhere = RpcTestNode.caller(CLUSTER, RpcSettings.defaults());
        eventually()
                .until(() -> !elsewhere.rpc.directory().availableNodes("echo").isEmpty());
    }

    @AfterAll
    static void close() {
        CLUSTER.close();
    }

    @Test
    void broadcast_onAddressNamedLikeService_getsNoCallsAndReachesOtherNodes() {
        List<String> received = new CopyOnWriteArrayList<>();
        new ClusterBroadcast(here.vertx, "echo", received::add).open().await();
        ClusterBroadcast sender = new ClusterBroadcast(elsewhere.vertx, "echo", line -> {});

        for (int i = 0; i < 10; i++) {
            RequestContext requestContext = RequestContext.system("test", Duration.ofSeconds(10));
            assertThat(here.rpc
                            .bus()
                            .call(READ, new EchoRequest("here", i), requestContext)
                            .await())
                    .isNotNull();
        }
        assertThat(received).isEmpty();

        eventually().until(() -> {
            sender.broadcast("something");
            return received.contains("something");
        });
    }
}
