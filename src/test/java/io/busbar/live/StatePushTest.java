package io.busbar.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.bus.Push;
import io.busbar.bus.outbox.StatePush;
import io.busbar.live.LiveTestNode.Counted;
import io.busbar.testing.TestCluster;
import io.busbar.testing.TestServers;
import io.busbar.testing.UsesServers;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** State pushes: only the latest value counts. */
@UsesServers
class StatePushTest {
    private static final Push<Counted> STATE =
            LiveTestNode.PROBE.statePush("probe:state", "A number has changed", Counted.class);

    private static TestCluster cluster;
    private static LiveTestNode here;
    private static LiveTestNode there;
    private final UUID user = UUID.randomUUID();

    @BeforeAll
    static void open() {
        String url = TestServers.freshDatabase();
        cluster = new TestCluster();
        here = LiveTestNode.in(cluster.join(), url);
        there = LiveTestNode.in(cluster.join(), url);
    }

    @AfterAll
    static void close() {
        there.close();
        here.close();
        cluster.close();
    }

    @Test
    void publish_manyValuesOnBothNodes_sendsAtMostFourPerSecondAndTheLast() {
        RecordedStream stream = here.openStream(user, 0L);
        long start = System.nanoTime();
        Duration publishing = Duration.ofMillis(1_200);

        Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> {
                    here.outbox.states().publish(value(1));
                    there.outbox.states().publish(value(2));
                    return System.nanoTime() - start > publishing.toNanos();
                });
        here.outbox.states().publish(value(3));

        Awaitility.await().until(() -> stream.numbers().contains(3));
        double seconds = (System.nanoTime() - start) / 1e9;
        assertThat(stream.messages.size()).isLessThanOrEqualTo((int) (seconds * 4) + 1);
        assertThat(stream.cursors()).as("state pushes are not numbered").isEmpty();
        assertThat(here.number("select count(*) from bus.stream where account = $1", user))
                .isZero();
    }

    @Test
    void publish_onNodesWithDifferentClocks_ordersByVersion() {
        RecordedStream stream = here.openStream(user, 0L);
        there.outbox.states().publish(at(Instant.now().plusSeconds(60), value(1)));
        stream.await(1);

        here.outbox.states().publish(value(2));
        Awaitility.await().until(() -> stream.numbers().contains(2));
        there.outbox.states().publish(at(Instant.now().plusSeconds(60), value(1)));
        here.outbox.states().publish(value(3));
        Awaitility.await().until(() -> stream.numbers().contains(3));

        assertThat(stream.numbers()).containsExactly(1, 2, 3);
    }

    @Test
    void openStream_ofUserWithState_getsTheCurrentValue() {
        here.states.add(value(7));
        here.states.add(StatePush.of(UUID.randomUUID(), STATE, "number", 1, new Counted(8, "")));

        RecordedStream stream = here.openStream(user, 0L).await(1);

        assertThat(stream.numbers()).containsExactly(7);
    }

    @Test
    void resume_afterMissedValue_getsTheCurrentValue() {
        RecordedStream stream = there.openStream(user, 0L);
        there.outbox.states().publish(value(1));
        stream.await(1);
        stream.pause();
        there.states.add(value(9));
        there.outbox.states().publish(value(9));
        RecordedStream other = there.openStream(user, 0L);
        Awaitility.await().until(() -> other.numbers().contains(9));

        Awaitility.await().until(() -> {
            stream.resume();
            return stream.numbers().contains(9);
        });
    }

    private static StatePush at(Instant time, StatePush state) {
        return new StatePush(state.user(), state.key(), state.type(), time, state.version(), state.data());
    }

    private StatePush value(int number) {
        return StatePush.of(user, STATE, user, number, new Counted(number, ""));
    }
}
