package io.busbar.live;

import static io.busbar.live.LiveTestNode.COUNTED;
import static io.busbar.live.LiveTestNode.PROBE;
import static io.busbar.live.LiveTestNode.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.busbar.bus.Event;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.events.Subscriber;
import io.busbar.live.LiveTestNode.Counted;
import io.busbar.testing.TestServers;
import io.busbar.testing.UsesServers;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@UsesServers
class PushTest {
    private static final Event<Counted> HAPPENED = PROBE.event("happened", "Something happened", Counted.class);
    private static LiveTestNode here;
    private static LiveTestNode there;
    private final UUID user = UUID.randomUUID();

    @BeforeAll
    static void open() {
        String url = TestServers.freshDatabase();
        here = LiveTestNode.withoutBroadcast(url);
        there = LiveTestNode.withoutBroadcast(url);
    }

    @AfterAll
    static void close() {
        there.close();
        here.close();
    }

    @Test
    void push_withConcurrentChanges_numbersWithoutGapsOrRetries() {
        List<UUID> users =
                IntStream.range(0, 8).mapToObj(n -> UUID.randomUUID()).toList();
        AtomicInteger runs = new AtomicInteger();
        List<Future<Void>> changes = IntStream.range(0, 24)
                .mapToObj(number -> (number % 2 == 0 ? here : there).<Void>change(tx -> {
                    runs.incrementAndGet();
                    List<UUID> some = new ArrayList<>(users);
                    Collections.shuffle(some);
                    some.forEach(each -> tx.publish(HAPPENED, "key" + each.hashCode() % 3, new Counted(number, "")));
                    some.subList(0, 5).forEach(each -> tx.push(each, COUNTED, new Counted(number, "")));
                    return number % 4 == 3
                            ? Future.failedFuture(Failure.of(FailureCode.CONFLICT, "not this one"))
                            : Future.succeededFuture();
                }))
                .toList();
        get(Future.join(changes).otherwiseEmpty());

        assertThat(changes.stream().filter(Future::succeeded).count()).isEqualTo(18);
        assertThat(runs).as("none had to run again").hasValue(24);
        String ours = "(%s)"
                .formatted(String.join(
                        ",", users.stream().map(each -> "'" + each + "'").toList()));
        assertThat(here.number("select count(*) from bus.stream where account in " + ours))
                .isEqualTo(18 * 5);
        assertThat(here.number("select sum(last_cursor) from bus.stream_head where account in " + ours))
                .isEqualTo(18 * 5);
        for (UUID each : users) {
            long last = get(here.streams.latestCursor(each));
            assertThat(here.numbers("select cursor from bus.stream where account = $1 order by at, cursor", each))
                    .isEqualTo(LongStream.rangeClosed(1, last).boxed().toList());
        }
        assertThat(here.number(
                        "select count(*) from bus.stream where (data->>'number')::int % 4 = 3 and account in " + ours))
                .isZero();
    }

    @Test
    void push_withManyPushesInOneChange_keepsOrder() {
        RecordedStream recordedStream = here.openStream(user, 0L);

        get(here.change(tx -> {
            IntStream.rangeClosed(1, 50).forEach(number -> tx.push(user, COUNTED, new Counted(number, "")));
            return Future.succeededFuture();
        }));

        assertThat(recordedStream.await(50).numbers())
                .isEqualTo(IntStream.rangeClosed(1, 50).boxed().toList());
        assertThat(there.openStream(user, 0L).await(50).numbers()).isEqualTo(recordedStream.numbers());
        assertThat(recordedStream.messages).isEqualTo(there.openStream(user, 0L).await(50).messages);
    }

    @Test
    void push_inFailedChange_deliversNothing() {
        RecordedStream recordedStream = here.openStream(user, 0L);

        assertThatThrownBy(() -> get(here.<Void>change(tx -> {
                    tx.push(user, COUNTED, new Counted(1, ""));
                    return Future.failedFuture(Failure.of(FailureCode.CONFLICT));
                })))
                .isInstanceOf(Failure.class);
        here.push(user, 2, 2);

        assertThat(recordedStream.await(1).numbers()).containsExactly(2);
        assertThat(recordedStream.cursors()).containsExactly(1L);
    }

    @Test
    void push_inSubscriber_deliversInOrder() {
        here.outbox.subscribe(new Subscriber("probe.pusher").on(HAPPENED, (tx, happened) -> {
            tx.push(user, COUNTED, happened.payload());
            return Future.succeededFuture();
        }));
        await().until(() -> here.number("select count(*) from bus.subscription where subscriber = 'probe.pusher'") > 0);
        RecordedStream recordedStream = here.openStream(user, 0L);

        get(there.change(tx -> {
            tx.publish(HAPPENED, "key", new Counted(1, ""));
            tx.publish(HAPPENED, "key", new Counted(2, ""));
            return Future.succeededFuture();
        }));

        assertThat(recordedStream.await(2).numbers()).containsExactly(1, 2);
        assertThat(recordedStream.cursors()).containsExactly(1L, 2L);
    }

    @Test
    void erasePersonalData_withPushesBeforeAndInSameChange_leavesNothing() {
        UUID other = UUID.randomUUID();
        here.push(user, 1, 3);

        get(here.change(tx -> {
            tx.push(user, COUNTED, new Counted(4, ""));
            tx.push(other, COUNTED, new Counted(4, ""));
            return tx.erasePersonalData(user);
        }));

        assertThat(here.number("select count(*) from bus.stream where account = $1", user))
                .isZero();
        assertThat(get(here.streams.latestCursor(user))).isZero();
        assertThat(get(here.streams.latestCursor(other))).isOne();
    }

    @Test
    void push_afterErasure_addsNothingToStream() {
        UUID other = UUID.randomUUID();
        here.push(user, 1, 3);
        get(here.change(tx -> tx.erasePersonalData(user)));
        RecordedStream recordedStream = there.openStream(user, 0L);

        get(there.change(tx -> {
            tx.push(user, COUNTED, new Counted(4, ""));
            tx.push(other, COUNTED, new Counted(4, ""));
            tx.push(user, COUNTED, new Counted(5, ""));
            return Future.succeededFuture();
        }));
        get(here.change(tx -> tx.erasePersonalData(user)));
        here.push(user, 6, 6);

        assertThat(there.openStream(other, 0L).await(1).numbers()).containsExactly(4);
        assertThat(here.number("select count(*) from bus.stream where account = $1", user))
                .isZero();
        assertThat(get(here.streams.latestCursor(user))).isZero();
        assertThat(recordedStream.messages).isEmpty();
    }

    @Test
    void push_concurrentWithErasure_leavesNothing() {
        List<Future<Void>> changes = IntStream.range(0, 24)
                .mapToObj(number -> number == 12
                        ? there.<Void>change(tx -> tx.erasePersonalData(user))
                        : (number % 2 == 0 ? here : there).pushing(number, List.of(user)))
                .toList();
        get(Future.join(changes));

        assertThat(here.number("select count(*) from bus.stream where account = $1", user))
                .isZero();
        assertThat(get(here.streams.latestCursor(user))).isZero();
    }
}
