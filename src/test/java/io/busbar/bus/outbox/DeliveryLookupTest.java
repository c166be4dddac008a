package io.busbar.bus.outbox;

import static io.busbar.bus.outbox.OutboxFixture.NOTED;
import static io.busbar.bus.outbox.OutboxTestNode.caller;
import static io.busbar.bus.outbox.OutboxTestNode.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.busbar.bus.events.Lookup;
import io.busbar.bus.events.Subscriber;
import io.busbar.bus.outbox.OutboxFixture.Noted;
import io.busbar.testing.UsesServers;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Data of other services that is loaded before the transaction of a delivery opens. */
@UsesServers
class DeliveryLookupTest {
    @RegisterExtension
    private static final OutboxNodes NODES = new OutboxNodes();

    private OutboxTestNode publisher;

    @BeforeEach
    void start() {
        publisher = NODES.start();
        publisher.execute(
                "insert into bus.subscription (event_type, subscriber) values ('probe.noted', 'probe.names')");
    }

    @Test
    void deliver_batchOfEvents_loadsAllKeysWithOneCall() {
        publish("key", 25);
        Queue<Set<Integer>> calls = new ConcurrentLinkedQueue<>();

        NODES.start(subscriber((keys, requestContext) -> {
            calls.add(keys);
            return Future.succeededFuture(squares(keys));
        }));

        await().until(() -> publisher.count("bus.delivery") == 0);
        assertThat(calls).hasSize(1);
        assertThat(numbers())
                .isEqualTo(IntStream.range(0, 25).map(n -> n * n).boxed().toList());
    }

    @Test
    void deliver_loaderFailsForOneKey_delaysOnlyThatDelivery() {
        publish("key", 10);

        NODES.start(subscriber((keys, requestContext) -> keys.contains(4)
                ? Future.failedFuture(new IllegalStateException("unknown"))
                : Future.succeededFuture(squares(keys))));

        await().until(() -> publisher.count("bus.delivery") == 0);
        assertThat(numbers()).doesNotContain(16).hasSize(9);
        assertThat(publisher.count("bus.dead_letter")).isEqualTo(1);
    }

    @Test
    void deliver_loaderNeverReturns_delaysNoOtherSubscriber() {
        IntStream.range(0, 10).forEach(key -> publish("key" + key, 1));
        Promise<Map<Integer, Integer>> service = Promise.promise();
        OutboxTestNode worker = NODES.start(
                subscriber((keys, requestContext) -> service.future()), OutboxFixture.recordingSubscriber("probe.s"));

        IntStream.range(0, 10).forEach(key -> publish("key" + key, 1));

        await().atMost(Duration.ofSeconds(3))
                .until(() -> worker.count("probe.effect where subscriber = 'probe.s'") == 10);
        assertThat(worker.count("bus.delivery where subscriber = 'probe.names' and attempts = 0"))
                .isEqualTo(20);
        service.complete(Map.of(0, 0));
    }

    @Test
    void deliver_onSeveralNodes_handlesEachEventOnceInOrder() {
        IntStream.range(0, 10).forEach(key -> publish("key" + key, 30));

        for (int n = 0; n < 3; n++) {
            NODES.start(subscriber((keys, requestContext) -> Future.succeededFuture(squares(keys))));
        }

        await().until(() -> publisher.count("bus.delivery") == 0);
        assertThat(publisher.count("probe.effect")).isEqualTo(300);
        assertThat(publisher.count("""
            (select number <= lag(number) over (partition by key order by place) as back from probe.effect) as steps
            where back""")).as("steps backwards within a key").isZero();
    }

    /** Returns a subscriber that records the value of each number. */
    private static Subscriber subscriber(Lookup.Loader<Integer, Integer> loader) {
        return new Subscriber("probe.names")
                .maxAttempts(1, Duration.ofMillis(5))
                .on(
                        NOTED,
                        new Lookup<>(noted -> Set.of(noted.number()), loader),
                        (tx, noted, found) -> OutboxFixture.recordEffect(
                                tx,
                                "probe.names",
                                noted.key(),
                                new Noted(found.getOrDefault(noted.payload().number(), -1)),
                                noted.attempt()));
    }

    private static Map<Integer, Integer> squares(Set<Integer> keys) {
        return keys.stream().collect(Collectors.toMap(Function.identity(), number -> number * number));
    }

    /** Publishes the numbers from zero in one change. */
    private void publish(String key, int count) {
        get(publisher.changes().change(caller(), "probe.publish", tx -> {
            IntStream.range(0, count).forEach(n -> tx.publish(NOTED, key, new Noted(n)));
            return Future.succeededFuture(count);
        }));
    }

    private List<Integer> numbers() {
        return publisher.rows("select number from probe.effect order by place").stream()
                .map(row -> row.getInteger("number"))
                .toList();
    }
}
