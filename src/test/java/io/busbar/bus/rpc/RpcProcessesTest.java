package io.busbar.bus.rpc;

import static io.busbar.bus.rpc.RpcTestNode.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.testing.TestCluster;
import io.busbar.testing.UsesServers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes in processes of their own that are killed or stopped. */
@UsesServers
class RpcProcessesTest {
    private static final Duration LIMIT = Duration.ofSeconds(1);

    @TempDir
    private Path folder;

    private final TestCluster cluster = new TestCluster();

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void calls_whileNodeIsKilled_allSucceedWithinOneSecond() {
        loseNodeUnderLoad(RpcTestProcess::kill, lost -> {});
    }

    @Test
    void calls_whileNodeIsPaused_allSucceedWithinOneSecondAndNodeReturns() {
        loseNodeUnderLoad(RpcTestProcess::pause, RpcTestProcess::resume);
    }

    @Test
    void floodingCaller_whileNodeIsPaused_staysAliveAndRecovers() {
        cluster.join();
        try (RpcTestProcess server = RpcTestProcess.serving(cluster, folder);
                RpcTestProcess caller = RpcTestProcess.flooding(cluster, folder)) {
            eventually().untilAsserted(() -> assertThat(caller.lastLine()).isEqualTo("outcomes [OK]"));

            server.pause();
            eventually().untilAsserted(() -> assertThat(caller.lastLine()).isEqualTo("outcomes [SERVICE_UNAVAILABLE]"));
            eventually().during(Duration.ofSeconds(3)).until(caller::isAlive);

            server.resume();
            eventually().untilAsserted(() -> assertThat(caller.lastLine()).isEqualTo("outcomes [OK]"));
        }
    }

    private void loseNodeUnderLoad(Consumer<RpcTestProcess> lose, Consumer<RpcTestProcess> bringBack) {
        RpcTestNode caller = RpcTestNode.caller(cluster, RpcSettings.defaults());
        try (RpcTestProcess one = RpcTestProcess.serving(cluster, folder);
                RpcTestProcess other = RpcTestProcess.serving(cluster, folder)) {
            eventually()
                    .until(() -> caller.rpc.directory().availableNodes("echo").size() == 2);
            LoadGenerator loadGenerator = LoadGenerator.ofReads(caller, 8);
            loadGenerator.awaitCalls(300);

            lose.accept(one);
            eventually()
                    .until(() -> caller.rpc.directory().availableNodes("echo").size() == 1);
            loadGenerator.awaitCalls(300);
            bringBack.accept(one);
            loadGenerator.awaitCalls(300);

            assertThat(loadGenerator.stop()).isEmpty();
            assertThat(loadGenerator.slowest()).isLessThan(LIMIT);
            assertThat(other.isAlive()).isTrue();
            if (one.isAlive()) {
                eventually()
                        .until(() ->
                                caller.rpc.directory().availableNodes("echo").size() == 2);
            }
        }
    }
}
