package io.busbar.bus.lane;

import static io.busbar.bus.lane.LaneNode.eventually;
import static io.busbar.bus.lane.SpecimenOperations.READ;
import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.bus.Caller;
import io.busbar.bus.lane.SpecimenOperations.Words;
import io.busbar.testing.LocalCluster;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class HintsTest {
    private static final LocalCluster CLUSTER = new LocalCluster();
    private static LaneNode here;
    private static LaneNode elsewhere;

    @BeforeAll
    static void open() {
        here = LaneNode.server(CLUSTER, LaneSettings.standard());
        elsewhere = LaneNode.caller(CLUSTER, LaneSettings.standard());
        eventually()
                .until(() -> !elsewhere.lane.directory().takingCalls("specimen").isEmpty());
    }

    @AfterAll
    static void close() {
        CLUSTER.close();
    }

    @Test
    void about_what_a_service_is_called_get_no_call_that_is_meant_for_it_and_reach_the_other_nodes() {
        List<String> heard = new CopyOnWriteArrayList<>();
        new Hints(here.vertx, "specimen", heard::add).open().await();
        Hints told = new Hints(elsewhere.vertx, "specimen", hint -> {});

        for (int i = 0; i < 10; i++) {
            Caller caller = Caller.program("test", Duration.ofSeconds(10));
            assertThat(here.lane.bus().call(READ, new Words("here", i), caller).await())
                    .isNotNull();
        }
        assertThat(heard).isEmpty();

        eventually().until(() -> {
            told.tell("something");
            return heard.contains("something");
        });
    }
}
