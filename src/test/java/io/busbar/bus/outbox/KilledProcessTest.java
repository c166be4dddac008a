package io.busbar.bus.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.busbar.testing.JavaProcess;
import io.busbar.testing.TestServers;
import io.busbar.testing.UsesServers;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

@UsesServers
class KilledProcessTest {
    private static final Logger LOG = LoggerFactory.getLogger(KilledProcessTest.class);
    private static final int KILLS = 6;
    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    @Test
    void deliver_nodesKilledAtRandom_handlesEachEventOnceInOrder() {
        long seed = System.nanoTime();
        LOG.info("seed {}", seed);
        Random random = new Random(seed);
        String url = TestServers.freshDatabase();
        OutboxTestNode.clear(url);

        try (OutboxTestNode watcher = OutboxTestNode.on(url)) {
            watcher.execute(
                    "insert into probe.counter (key) select generate_series(0, %d)".formatted(OutboxFixture.KEYS - 1));
            JavaProcess[] running = {OutboxProcess.on(url), OutboxProcess.on(url)};
            try {
                for (int kill = 0; kill < KILLS; kill++) {
                    long enough = watcher.count("probe.effect") + 1 + random.nextInt(300);
                    await().pollInterval(Duration.ofMillis(10))
                            .atMost(TIMEOUT)
                            .until(() -> watcher.count("probe.effect") >= enough);
                    int victim = random.nextInt(2);
                    running[victim].close();
                    running[victim] = OutboxProcess.on(url);
                }
            } finally {
                List.of(running).forEach(JavaProcess::close);
            }
            try (OutboxTestNode last = OutboxTestNode.on(url, OutboxFixture.recordingSubscriber("probe.s"))) {
                await().atMost(TIMEOUT).until(() -> last.count("bus.delivery") == 0);
            }

            List<Row> counters = watcher.rows("select key, number from probe.counter order by key");
            assertThat(counters).hasSize(OutboxFixture.KEYS);
            for (Row counter : counters) {
                assertThat(watcher.rows(
                                "select number from probe.effect where key = $1 order by place",
                                counter.getInteger("key").toString()))
                        .as("effects of key %s", counter.getInteger("key"))
                        .extracting(row -> row.getInteger("number"))
                        .isEqualTo(IntStream.rangeClosed(1, counter.getInteger("number"))
                                .boxed()
                                .toList());
            }
        }
    }
}
