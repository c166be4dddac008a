package io.busbar.bus.lane;

import static io.busbar.bus.lane.LaneNode.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.testing.LocalCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that die or stop as processes do: without being asked. */
class ProcessesTest {
    private static final Duration LIMIT = Duration.ofSeconds(1);

    @TempDir
    private Path folder;

    private final LocalCluster cluster = new LocalCluster();

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void nobody_fails_or_waits_past_a_second_for_a_node_that_was_killed() {
        losing(LaneProcess::kill, lost -> {});
    }

    @Test
    void nobody_fails_or_waits_past_a_second_for_a_node_that_was_stopped_and_it_is_back_when_it_goes_on() {
        losing(LaneProcess::pause, LaneProcess::resume);
    }

    @Test
    void a_caller_does_not_run_out_of_memory_over_a_node_that_was_stopped() {
        cluster.join();
        try (LaneProcess server = LaneProcess.serving(cluster, folder);
                LaneProcess caller = LaneProcess.flooding(cluster, folder)) {
            eventually().untilAsserted(() -> assertThat(caller.lastSaid()).isEqualTo("outcomes [OK]"));

            server.pause();
            eventually().untilAsserted(() -> assertThat(caller.lastSaid()).isEqualTo("outcomes [SERVICE_UNAVAILABLE]"));
            eventually().during(Duration.ofSeconds(3)).until(caller::isAlive);

            server.resume();
            eventually().untilAsserted(() -> assertThat(caller.lastSaid()).isEqualTo("outcomes [OK]"));
        }
    }

    private void losing(Consumer<LaneProcess> lose, Consumer<LaneProcess> bringBack) {
        LaneNode caller = LaneNode.caller(cluster, LaneSettings.standard());
        try (LaneProcess one = LaneProcess.serving(cluster, folder);
                LaneProcess other = LaneProcess.serving(cluster, folder)) {
            eventually()
                    .until(() -> caller.lane.directory().takingCalls("specimen").size() == 2);
            Traffic traffic = Traffic.ofReads(caller, 8);
            traffic.flow(300);

            lose.accept(one);
            eventually()
                    .until(() -> caller.lane.directory().takingCalls("specimen").size() == 1);
            traffic.flow(300);
            bringBack.accept(one);
            traffic.flow(300);

            assertThat(traffic.stop()).isEmpty();
            assertThat(traffic.slowest()).isLessThan(LIMIT);
            assertThat(other.isAlive()).isTrue();
            if (one.isAlive()) {
                eventually()
                        .until(() ->
                                caller.lane.directory().takingCalls("specimen").size() == 2);
            }
        }
    }
}
