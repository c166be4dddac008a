package io.busbar.live;

import static io.busbar.live.LiveTestNode.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.busbar.testing.TestCluster;
import io.busbar.testing.TestServers;
import io.busbar.testing.UsesServers;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@UsesServers
class LiveFeedTest {
    private static final TestCluster CLUSTER = new TestCluster();
    private static LiveTestNode here;
    private static LiveTestNode there;
    private static LiveTestNode silent;
    private final UUID user = UUID.randomUUID();

    @BeforeAll
    static void open() {
        String url = TestServers.freshDatabase();
        here = LiveTestNode.in(CLUSTER.join(), url);
        there = LiveTestNode.in(CLUSTER.join(), url);
        silent = LiveTestNode.withoutBroadcast(url);
    }

    @AfterAll
    static void close() {
        silent.close();
        there.close();
        here.close();
    }

    @Test
    void openStream_fromStart_getsEarlierAndLaterPushesOfBothNodesInOrder() {
        here.push(user, 1, 250);

        RecordedStream recordedStream = there.openStream(user, 0L).await(250);
        here.push(user, 251, 255);
        there.push(user, 256, 260);
        recordedStream.await(260);

        assertThat(recordedStream.cursors())
                .isEqualTo(LongStream.rangeClosed(1, 260).boxed().toList());
        assertThat(recordedStream.numbers())
                .isEqualTo(IntStream.rangeClosed(1, 260).boxed().toList());
        assertThat(recordedStream.types()).containsOnly("probe:counted");
        assertThat(get(here.streams.latestCursor(user))).isEqualTo(260);
    }

    @Test
    void openStream_withoutCursor_getsOnlyLaterPushes() {
        here.push(user, 1, 3);

        RecordedStream recordedStream = here.openStream(user, null);
        there.push(user, 4, 5);

        assertThat(recordedStream.await(2).cursors()).isEqualTo(List.of(4L, 5L));
    }

    @Test
    void openStream_withCursor_getsExactlyTheMissedPushes() {
        here.push(user, 1, 5);

        assertThat(there.openStream(user, 3L).await(2).cursors()).isEqualTo(List.of(4L, 5L));
    }

    @Test
    void openStream_ifPushWasNotBroadcast_findsItWithinTwoSeconds() {
        RecordedStream recordedStream = here.openStream(user, 0L);

        silent.push(user, 1, 1);

        assertThat(recordedStream.await(1, Duration.ofSeconds(2)).cursors()).isEqualTo(List.of(1L));
    }

    @Test
    void openStream_duringConcurrentPushes_losesAndRepeatsNothing() {
        int most = 400;
        AtomicInteger written = new AtomicInteger();
        List<Future<Void>> writing = Stream.of(here, there, silent, here, there)
                .map(node -> writeOn(node, user, written, most))
                .toList();
        List<RecordedStream> streams = new ArrayList<>();
        for (int number = 0; number < 40; number++) {
            int begin = number * 10;
            await().pollInterval(Duration.ofMillis(1)).until(() -> written.get() >= begin);
            // Never the newest: no push may follow it, and then the reader would get nothing.
            long cursor = ThreadLocalRandom.current().nextLong(Math.max(1, get(here.streams.latestCursor(user))));
            streams.add((number % 2 == 0 ? here : there).openStream(user, cursor));
        }
        get(Future.all(writing));

        long last = get(here.streams.latestCursor(user));
        for (RecordedStream recordedStream : streams) {
            recordedStream.awaitCursor(last);
            long first = recordedStream.cursors().getFirst();
            assertThat(recordedStream.cursors())
                    .isEqualTo(LongStream.rangeClosed(first, last).boxed().toList());
            assertThat(recordedStream.types()).containsOnly("probe:counted");
        }
    }

    @Test
    void pause_holdsPushesBackUntilResume() {
        RecordedStream recordedStream = here.openStream(user, 0L);
        here.push(user, 1, 2);
        recordedStream.await(2).pause();
        here.push(user, 3, 150);

        assertThat(recordedStream.cursors()).hasSize(2);
        recordedStream.resume();

        assertThat(recordedStream.await(150).cursors())
                .isEqualTo(LongStream.rangeClosed(1, 150).boxed().toList());
    }

    @Test
    void pause_afterEveryPush_losesAndRepeatsNothing() {
        here.push(user, 1, 120);
        RecordedStream recordedStream = RecordedStream.open(there, user, 0L, streamHandle -> {
            streamHandle.pause();
            there.vertx.setTimer(1, later -> streamHandle.resume());
        });
        here.push(user, 121, 200);

        assertThat(recordedStream.await(200).cursors())
                .isEqualTo(LongStream.rangeClosed(1, 200).boxed().toList());
    }

    @Test
    void close_endsDeliveryToThisStreamOnly() {
        RecordedStream closed = here.openStream(user, 0L);
        RecordedStream other = here.openStream(user, 0L);
        here.push(user, 1, 1);
        other.await(1);
        closed.await(1).close();
        here.push(user, 2, 2);

        other.await(2);
        assertThat(closed.cursors()).containsExactly(1L);
    }

    @Test
    void openStream_ifMissedPushesWereDeleted_getsResetThenLaterPushes() {
        here.push(user, 1, 10);
        here.execute("delete from bus.stream where account = '%s' and cursor <= 6".formatted(user));

        RecordedStream within = here.openStream(user, 6L);
        RecordedStream behind = here.openStream(user, 5L).await(1);
        here.push(user, 11, 11);

        assertThat(behind.await(2).types()).containsExactly(PushMessage.RESET, "probe:counted");
        assertThat(behind.cursors()).containsExactly(10L, 11L);
        assertThat(behind.messages.getFirst().data()).isEqualTo("{\"oldest\":7}");
        assertThat(within.await(5).cursors()).containsExactly(7L, 8L, 9L, 10L, 11L);
    }

    @Test
    void openStream_ifAllPushesWereDeleted_getsReset() {
        here.push(user, 1, 3);
        here.execute("delete from bus.stream where account = '%s'".formatted(user));

        RecordedStream recordedStream = here.openStream(user, 1L).await(1);

        assertThat(recordedStream.types()).containsExactly(PushMessage.RESET);
        assertThat(recordedStream.cursors()).containsExactly(3L);
        assertThat(recordedStream.messages.getFirst().data()).isEqualTo("{\"oldest\":4}");
    }

    @Test
    void openStream_withCursorNeverIssued_getsResetThenLaterPushes() {
        here.push(user, 1, 3);

        RecordedStream recordedStream = here.openStream(user, 4L).await(1);
        here.push(user, 4, 4);

        assertThat(recordedStream.await(2).types()).containsExactly(PushMessage.RESET, "probe:counted");
        assertThat(recordedStream.cursors()).containsExactly(3L, 4L);
        assertThat(recordedStream.messages.getFirst().data()).isEqualTo("{\"oldest\":1}");
    }

    @Test
    void openStream_afterUserIsErased_getsResetAndNothingMore() {
        RecordedStream recordedStream = here.openStream(user, 0L);
        here.push(user, 1, 3);
        recordedStream.await(3);

        get(here.change(tx -> tx.erasePersonalData(user)));

        assertThat(recordedStream.await(4).messages.getLast().type()).isEqualTo(PushMessage.RESET);
        assertThat(recordedStream.messages.getLast().cursor()).isZero();
        here.push(user, 4, 4);
        UUID other = UUID.randomUUID();
        RecordedStream witness = here.openStream(other, 0L);
        here.push(other, 5, 5);
        witness.await(1);
        assertThat(recordedStream.messages).hasSize(4);
    }

    /** A large push is broadcast without its data, which each node reads from the table. */
    @Test
    void push_ofLargePayload_arrivesWhole() {
        RecordedStream recordedStream = there.openStream(user, 0L);
        String text = "x".repeat(100_000);

        get(here.change(tx -> {
            tx.push(user, LiveTestNode.COUNTED, new LiveTestNode.Counted(1, text));
            return Future.succeededFuture();
        }));

        assertThat(recordedStream.await(1).messages.getFirst().data())
                .isEqualTo("{\"number\":1,\"text\":\"" + text + "\"}");
    }

    private static Future<Void> writeOn(LiveTestNode node, UUID user, AtomicInteger written, int most) {
        int number = written.incrementAndGet();
        return number > most
                ? Future.succeededFuture()
                : node.pushing(number, List.of(user)).compose(done -> writeOn(node, user, written, most));
    }
}
