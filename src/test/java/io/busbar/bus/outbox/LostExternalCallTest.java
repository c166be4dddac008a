package io.busbar.bus.outbox;

import static io.busbar.bus.outbox.OutboxFixture.NOTED;
import static io.busbar.bus.outbox.OutboxTestNode.caller;
import static io.busbar.bus.outbox.OutboxTestNode.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.busbar.bus.outbox.OutboxFixture.Noted;
import io.busbar.testing.JavaProcess;
import io.busbar.testing.TestServers;
import io.busbar.testing.UsesServers;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A node is lost in the middle of a call to a vendor. Another one repeats the call with the same ID, and its result is written once. */
@UsesServers
class LostExternalCallTest {
    private static final String URL = TestServers.freshDatabase();

    /** Longer than it takes to lose the node after its call has begun, and than the drain of a node. */
    private static final Duration CALL_DURATION = Duration.ofSeconds(8);

    /** How the node is lost, and within which time another one must have handled the event. */
    record Loss(String name, Consumer<JavaProcess> action, Duration limit) {
        @Override
        public String toString() {
            return name;
        }
    }

    @BeforeEach
    void clear() {
        OutboxTestNode.clear(URL);
    }

    static Stream<Loss> losses() {
        return Stream.of(
                new Loss("killed", JavaProcess::kill, Duration.ofSeconds(15)),
                new Loss("paused", JavaProcess::pause, Duration.ofSeconds(15)),
                // Sooner than the lease ends: the node returns it.
                new Loss("drained", JavaProcess::terminate, Duration.ofSeconds(8)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("losses")
    void deliver_nodeLostDuringCall_callIsRepeatedAndItsResultWrittenOnce(Loss loss) {
        try (OutboxTestNode publisher = OutboxTestNode.on(URL);
                JavaProcess first = ExternalCallProcess.on(URL, "first", CALL_DURATION)) {
            await().atMost(OutboxTestNode.TIMEOUT).until(() -> publisher.count("bus.subscription") == 1);
            publish(publisher, 1);
            publish(publisher, 2);
            await().until(() -> publisher.count("probe.call") == 1);
            try (OutboxTestNode second = OutboxTestNode.on(URL)) {
                second.outbox.subscribe(ExternalCallProcess.subscriber(second, "second", Duration.ofMillis(1)));
                loss.action().accept(first);

                await().atMost(loss.limit()).until(() -> publisher.count("probe.effect where number = 1") == 1);
                await().until(() -> publisher.count("bus.delivery") == 0);
                assertThat(effects(publisher)).as("in order").containsExactly("1 second", "2 second");
                assertThat(publisher.rows("select node from probe.call as c join bus.event as e on e.id = c.event"
                                + " where (e.payload->>'number')::int = 1 order by place"))
                        .as("the calls of the first event, with its ID")
                        .extracting(row -> row.getString("node"))
                        .containsExactly("first", "second");
            }
            if (loss.name().equals("paused")) {
                assertResumedNodeWritesNothing(publisher, first);
            }
        }
    }

    /** The resumed process makes a call that began after the one it was paused in, and therefore ends after it. */
    private static void assertResumedNodeWritesNothing(OutboxTestNode publisher, JavaProcess paused) {
        paused.resume();
        publish(publisher, 3);

        await().atMost(CALL_DURATION.plusSeconds(30)).until(() -> publisher.count("bus.delivery") == 0);
        assertThat(effects(publisher)).containsExactly("1 second", "2 second", "3 first");
    }

    private static void publish(OutboxTestNode node, int number) {
        get(node.changes().change(caller(), "probe.publish", tx -> {
            tx.publish(NOTED, "key", new Noted(number));
            return Future.succeededFuture(number);
        }));
    }

    private static List<String> effects(OutboxTestNode node) {
        return node.rows("select number || ' ' || subscriber as effect from probe.effect order by place").stream()
                .map(row -> row.getString("effect"))
                .toList();
    }
}
