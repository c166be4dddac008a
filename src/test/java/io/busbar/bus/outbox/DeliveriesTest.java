package io.busbar.bus.outbox;

import static io.busbar.bus.outbox.OutboxFixture.NOTED;
import static io.busbar.bus.outbox.OutboxTestNode.caller;
import static io.busbar.bus.outbox.OutboxTestNode.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.busbar.bus.Event;
import io.busbar.bus.PageRequest;
import io.busbar.bus.events.Subscriber;
import io.busbar.bus.outbox.OutboxFixture.Noted;
import io.busbar.testing.UsesServers;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@UsesServers
class DeliveriesTest {

    @RegisterExtension
    private static final OutboxNodes NODES = new OutboxNodes();

    private OutboxTestNode publisher;

    @BeforeEach
    void start() {
        publisher = NODES.start();
    }

    @Test
    void publish_withSubscribersOnOtherNodes_reachesEachSubscriberOnce() {
        NODES.start(OutboxFixture.recordingSubscriber("probe.one"), OutboxFixture.recordingSubscriber("probe.two"));
        NODES.start(OutboxFixture.recordingSubscriber("probe.two"));

        publish("a", 1);

        await().until(() -> publisher.count("bus.delivery") == 0);
        assertThat(effects("subscriber")).containsExactlyInAnyOrder("probe.one", "probe.two");
    }

    @Test
    void deliver_withSeveralPublishersAndWorkers_keepsCommitOrderPerKey() {
        List<OutboxTestNode> all = List.of(
                NODES.start(OutboxFixture.recordingSubscriber("probe.s")),
                NODES.start(OutboxFixture.recordingSubscriber("probe.s")),
                publisher);
        publisher.execute("insert into probe.counter (key) select generate_series(0, 4)");

        get(Future.join(IntStream.range(0, 15)
                .mapToObj(n -> count(all.get(n % 3), n % 5, 40))
                .toList()));

        await().until(() -> publisher.count("bus.delivery") == 0);
        for (int key = 0; key < 5; key++) {
            assertThat(numbers(String.valueOf(key)))
                    .isEqualTo(IntStream.rangeClosed(1, 120).boxed().toList());
        }
    }

    @Test
    void deliver_manyEventsOfOneChange_keepsPublishOrder() {
        get(publisher.changes().change(caller(), "probe.many", tx -> {
            IntStream.range(0, 500).forEach(n -> tx.publish(NOTED, "key", new Noted(n)));
            return Future.succeededFuture(0);
        }));
        assertThat(publisher.count("bus.delivery")).as("nobody had subscribed").isZero();

        OutboxTestNode subscribed = NODES.start(OutboxFixture.recordingSubscriber("probe.s"));
        get(publisher.changes().change(caller(), "probe.many", tx -> {
            IntStream.range(0, 500).forEach(n -> tx.publish(NOTED, "key", new Noted(n)));
            return Future.succeededFuture(0);
        }));

        await().until(() -> subscribed.count("probe.effect") == 500);
        assertThat(numbers("key")).isEqualTo(IntStream.range(0, 500).boxed().toList());
    }

    @Test
    void deliver_withCompetingWorkers_handlesEachEventOnce() {
        registerSubscription("probe.s");
        IntStream.range(0, 20)
                .forEach(n -> publishAll(
                        n, IntStream.range(n * 100, n * 100 + 100).boxed().toList()));

        for (int n = 0; n < 4; n++) {
            NODES.start(OutboxFixture.recordingSubscriber("probe.s"));
        }

        await().until(() -> publisher.count("bus.delivery") == 0);
        assertThat(publisher.count("probe.effect")).isEqualTo(2_000);
        assertThat(publisher.count("(select distinct number from probe.effect) as distinct_numbers"))
                .isEqualTo(2_000);
    }

    @Test
    void deliver_failureWithinBatch_rollsBackOnlyThatEvent() {
        registerSubscription("probe.s");
        publishAll(0, IntStream.range(0, 50).boxed().toList());
        publishAll(1, List.of(100));

        NODES.start(new Subscriber("probe.s")
                .maxAttempts(1, Duration.ofMillis(10))
                .on(
                        NOTED,
                        (tx, noted) -> OutboxFixture.recordEffect(
                                        tx, "probe.s", noted.key(), noted.payload(), noted.attempt())
                                .compose(done -> noted.payload().number() == 25
                                        ? Future.failedFuture(new IllegalStateException("no 25"))
                                        : Future.succeededFuture())));

        await().until(() -> publisher.count("bus.delivery") == 0);
        assertThat(publisher.count("probe.effect")).isEqualTo(50);
        assertThat(publisher.count("probe.effect where number = 25")).isZero();
        assertThat(numbers("key0"))
                .isEqualTo(IntStream.range(0, 50).filter(n -> n != 25).boxed().toList());
    }

    @Test
    void deliver_failedEvent_isRetriedAndDelaysOnlyItsKey() {
        AtomicInteger failures = new AtomicInteger(3);
        registerSubscription("probe.s");
        publishAll(0, List.of(1, 2));
        publishAll(1, List.of(3));
        Promise<Void> otherKeyDone = Promise.promise();

        NODES.start(new Subscriber("probe.s")
                .maxAttempts(10, Duration.ofMillis(5))
                .on(NOTED, (tx, noted) -> {
                    if (noted.key().equals("key1")) {
                        otherKeyDone.tryComplete();
                    }
                    boolean fails = noted.payload().number() == 1
                            && (!otherKeyDone.future().isComplete() || failures.getAndDecrement() > 0);
                    return fails
                            ? Future.failedFuture(new IllegalStateException("not yet"))
                            : OutboxFixture.recordEffect(tx, "probe.s", noted.key(), noted.payload(), noted.attempt());
                }));

        await().until(() -> publisher.count("bus.delivery") == 0);
        assertThat(numbers("key0")).containsExactly(1, 2);
        assertThat(publisher
                        .rows("select attempt from probe.effect where number = 1")
                        .getFirst()
                        .getInteger(0))
                .isGreaterThan(1);
        assertThat(publisher.count("bus.dead_letter")).isZero();
    }

    @Test
    void deliver_afterLastAttempt_becomesDeadLetterThatCanBeReplayed() {
        registerSubscription("probe.s");
        publishAll(0, List.of(13, 14, 15));
        publishAll(1, List.of(16));
        AtomicInteger refuses = new AtomicInteger(1);
        NODES.start(new Subscriber("probe.s")
                .maxAttempts(3, Duration.ofMillis(5))
                .on(NOTED, (tx, noted) -> {
                    if (noted.payload().number() == 13 && refuses.get() == 1) {
                        throw new IllegalStateException("secret text");
                    }
                    return OutboxFixture.recordEffect(tx, "probe.s", noted.key(), noted.payload(), noted.attempt());
                }));

        await().until(() -> publisher.count("bus.delivery") == 0);

        assertThat(numbers("key0")).as("the key moved on").containsExactly(14, 15);
        assertThat(numbers("key1")).containsExactly(16);
        var dead = get(publisher.outbox.deadLetters().list("probe.s", PageRequest.FIRST))
                .items()
                .getFirst();
        assertThat(dead.attempts()).isEqualTo(3);
        assertThat(dead.event()).isEqualTo("probe.noted");
        assertThat(dead.key()).isEqualTo("key0");
        assertThat(dead.lastError())
                .startsWith("java.lang.IllegalStateException at io.busbar")
                .doesNotContain("secret");

        refuses.set(0);
        get(publisher
                .changes()
                .change(caller(), "replay", tx -> publisher.outbox.deadLetters().replay(tx, dead.id())));

        await().until(() -> publisher.count("probe.effect where number = 13 and attempt = 1") == 1);
        assertThat(publisher.count("bus.dead_letter")).isZero();
    }

    @Test
    void deliver_handlerNeverCompletes_countsAsFailed() {
        registerSubscription("probe.s");
        publishAll(0, List.of(1));
        NODES.start(
                new OutboxSettingsBuilder()
                        .workers(2)
                        .handlerTimeout(Duration.ofMillis(100))
                        .build(),
                new Subscriber("probe.s")
                        .maxAttempts(1, Duration.ofMillis(5))
                        .on(NOTED, (tx, noted) -> Promise.promise().future()));

        await().until(() -> publisher.count("bus.dead_letter") == 1);
    }

    @Test
    void deliver_withoutHandlerForType_becomesDeadLetter() {
        registerSubscription("probe.s");
        publishAll(0, List.of(1));

        NODES.start(new Subscriber("probe.s")
                .maxAttempts(2, Duration.ofMillis(5))
                .on(OutboxFixture.RUNG, (tx, rung) -> Future.succeededFuture()));

        await().until(() -> publisher.count("bus.dead_letter") == 1);
    }

    @Test
    void deliver_handlerPublishesEvent_deliversThatEventToo() {
        Event<Noted> next = OutboxFixture.RUNG;
        NODES.start(
                new Subscriber("probe.first").on(NOTED, (tx, noted) -> {
                    tx.publish(next, noted.key(), new Noted(noted.payload().number() + 1));
                    tx.auditSubject("note", noted.payload().number());
                    return Future.succeededFuture();
                }),
                new Subscriber("probe.second")
                        .on(
                                next,
                                (tx, noted) -> OutboxFixture.recordEffect(
                                        tx, "probe.second", noted.key(), noted.payload(), noted.attempt())));

        publish("a", 1);

        await().until(() -> publisher.count("probe.effect where number = 2") == 1);
        Row audit = publisher
                .rows("select * from bus.audit where action = 'probe.first'")
                .getFirst();
        assertThat(audit.getString("actor_type")).isEqualTo("system");
        assertThat(audit.getArrayOfStrings("subjects")).containsExactly("note:1");
    }

    @Test
    void deliver_always_runsOnEventLoopOfSubscribe() {
        ConcurrentLinkedQueue<Thread> seen = new ConcurrentLinkedQueue<>();
        Vertx vertx = publisher.vertx;
        Context context = vertx.getOrCreateContext();
        Promise<Thread> subscribed = Promise.promise();
        context.runOnContext(now -> {
            publisher.outbox.subscribe(new Subscriber("probe.s").on(NOTED, (tx, noted) -> {
                seen.add(Thread.currentThread());
                return Future.succeededFuture();
            }));
            subscribed.complete(Thread.currentThread());
        });
        Thread eventLoop = get(subscribed.future());
        await().until(() -> publisher.count("bus.subscription") == 1);

        publish("a", 1);

        await().until(() -> seen.size() == 1);
        assertThat(seen).containsOnly(eventLoop);
    }

    @Test
    void publish_subscriberOffline_waitsForItsNode() {
        NODES.close(NODES.start(OutboxFixture.recordingSubscriber("probe.s")));
        publish("a", 1);
        assertThat(publisher.count("bus.delivery")).isEqualTo(1);

        NODES.start(OutboxFixture.recordingSubscriber("probe.s"));

        await().until(() -> publisher.count("probe.effect") == 1);
    }

    @Test
    void deliver_always_incrementsMetric() {
        OutboxTestNode node = NODES.start(OutboxFixture.recordingSubscriber("probe.s"));

        publish("a", 1);

        await().until(() -> node.count("bus.delivery") == 0);
        await().untilAsserted(() -> assertThat(node.meterRegistry
                        .get("busbar.deliveries")
                        .tags("subscriber", "probe.s", "outcome", "succeeded")
                        .counter()
                        .count())
                .isEqualTo(1));
    }

    private static Future<Integer> count(OutboxTestNode node, int key, int times) {
        return node.changes()
                .change(caller(), "probe.count", tx -> OutboxFixture.incrementCounter(tx, key))
                .compose(number -> times == 1 ? Future.succeededFuture(number) : count(node, key, times - 1));
    }

    /** Registers a subscription as a node with this subscriber would, so that published events wait for it. */
    private void registerSubscription(String subscriber) {
        publisher.execute("insert into bus.subscription (event_type, subscriber) values ('probe.noted', '%s')"
                .formatted(subscriber));
    }

    private void publish(String key, int number) {
        get(publisher.changes().change(caller(), "probe.publish", tx -> {
            tx.publish(NOTED, key, new Noted(number));
            return Future.succeededFuture(number);
        }));
    }

    private void publishAll(int key, List<Integer> numbers) {
        get(publisher.changes().change(caller(), "probe.publish", tx -> {
            numbers.forEach(number -> tx.publish(NOTED, "key" + key, new Noted(number)));
            return Future.succeededFuture(numbers.size());
        }));
    }

    private List<Integer> numbers(String key) {
        return publisher.rows("select number from probe.effect where key = $1 order by place", key).stream()
                .map(row -> row.getInteger("number"))
                .collect(Collectors.toList());
    }

    private List<String> effects(String column) {
        return publisher.rows("select " + column + " as it from probe.effect order by place").stream()
                .map(row -> row.getString("it"))
                .toList();
    }
}
