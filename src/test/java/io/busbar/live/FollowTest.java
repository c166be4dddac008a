package io.busbar.live;

import static io.busbar.live.LiveNode.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.busbar.testing.LocalCluster;
import io.busbar.testing.Servers;
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
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A follower")
class FollowTest {
    private static final LocalCluster CLUSTER = new LocalCluster();
    private static LiveNode here;
    private static LiveNode there;
    private static LiveNode mute;
    private final UUID user = UUID.randomUUID();

    @BeforeAll
    static void open() {
        String url = Servers.freshDatabase();
        here = LiveNode.in(CLUSTER.join(), url);
        there = LiveNode.in(CLUSTER.join(), url);
        mute = LiveNode.mute(url);
    }

    @AfterAll
    static void close() {
        mute.close();
        there.close();
        here.close();
    }

    @Test
    void hears_what_was_pushed_before_and_then_what_is_pushed_on_whichever_node() {
        here.push(user, 1, 250);

        Heard heard = there.follow(user, 0L).await(250);
        here.push(user, 251, 255);
        there.push(user, 256, 260);
        heard.await(260);

        assertThat(heard.cursors())
                .isEqualTo(LongStream.rangeClosed(1, 260).boxed().toList());
        assertThat(heard.numbers())
                .isEqualTo(IntStream.rangeClosed(1, 260).boxed().toList());
        assertThat(heard.types()).containsOnly("probe:counted");
        assertThat(get(here.streams.head(user))).isEqualTo(260);
    }

    @Test
    void begins_now_without_a_cursor() {
        here.push(user, 1, 3);

        Heard heard = here.follow(user, null);
        there.push(user, 4, 5);

        assertThat(heard.await(2).cursors()).isEqualTo(List.of(4L, 5L));
    }

    @Test
    void who_begins_with_a_cursor_gets_exactly_what_they_missed() {
        here.push(user, 1, 5);

        assertThat(there.follow(user, 3L).await(2).cursors()).isEqualTo(List.of(4L, 5L));
    }

    @Test
    void finds_within_a_moment_what_nobody_told_of() {
        Heard heard = here.follow(user, 0L);

        mute.push(user, 1, 1);

        assertThat(heard.await(1, Duration.ofSeconds(2)).cursors()).isEqualTo(List.of(1L));
    }

    @Test
    void misses_nothing_and_hears_nothing_twice_while_others_write_without_a_pause() {
        int most = 400;
        AtomicInteger written = new AtomicInteger();
        List<Future<Void>> writing = Stream.of(here, there, mute, here, there)
                .map(node -> writeOn(node, user, written, most))
                .toList();
        List<Heard> followers = new ArrayList<>();
        for (int number = 0; number < 40; number++) {
            int begin = number * 10;
            await().pollInterval(Duration.ofMillis(1)).until(() -> written.get() >= begin);
            // Never the newest: nobody may write any more, and then there is nothing to be heard behind it.
            long cursor = ThreadLocalRandom.current().nextLong(Math.max(1, get(here.streams.head(user))));
            followers.add((number % 2 == 0 ? here : there).follow(user, cursor));
        }
        get(Future.all(writing));

        long last = get(here.streams.head(user));
        for (Heard heard : followers) {
            heard.awaitCursor(last);
            long first = heard.cursors().getFirst();
            assertThat(heard.cursors())
                    .isEqualTo(LongStream.rangeClosed(first, last).boxed().toList());
            assertThat(heard.types()).containsOnly("probe:counted");
        }
    }

    @Test
    void hears_nothing_while_paused_and_everything_afterwards() {
        Heard heard = here.follow(user, 0L);
        here.push(user, 1, 2);
        heard.await(2).pause();
        here.push(user, 3, 150);

        assertThat(heard.cursors()).hasSize(2);
        heard.resume();

        assertThat(heard.await(150).cursors())
                .isEqualTo(LongStream.rangeClosed(1, 150).boxed().toList());
    }

    @Test
    void may_pause_at_any_time_as_a_slow_socket_does() {
        here.push(user, 1, 120);
        Heard heard = Heard.follow(there, user, 0L, following -> {
            following.pause();
            there.vertx.setTimer(1, later -> following.resume());
        });
        here.push(user, 121, 200);

        assertThat(heard.await(200).cursors())
                .isEqualTo(LongStream.rangeClosed(1, 200).boxed().toList());
    }

    @Test
    void hears_nothing_any_more_after_closing() {
        Heard closed = here.follow(user, 0L);
        Heard other = here.follow(user, 0L);
        here.push(user, 1, 1);
        other.await(1);
        closed.await(1).close();
        here.push(user, 2, 2);

        other.await(2);
        assertThat(closed.cursors()).containsExactly(1L);
    }

    @Test
    void is_told_to_read_anew_when_what_it_missed_is_no_longer_kept() {
        here.push(user, 1, 10);
        here.execute("delete from bus.stream where account = '%s' and cursor <= 6".formatted(user));

        Heard within = here.follow(user, 6L);
        Heard behind = here.follow(user, 5L).await(1);
        here.push(user, 11, 11);

        assertThat(behind.await(2).types()).containsExactly(Pushed.RESET, "probe:counted");
        assertThat(behind.cursors()).containsExactly(10L, 11L);
        assertThat(behind.all.getFirst().data()).isEqualTo("{\"oldest\":7}");
        assertThat(within.await(5).cursors()).containsExactly(7L, 8L, 9L, 10L, 11L);
    }

    @Test
    void is_told_to_read_anew_when_nothing_of_it_is_kept() {
        here.push(user, 1, 3);
        here.execute("delete from bus.stream where account = '%s'".formatted(user));

        Heard heard = here.follow(user, 1L).await(1);

        assertThat(heard.types()).containsExactly(Pushed.RESET);
        assertThat(heard.cursors()).containsExactly(3L);
        assertThat(heard.all.getFirst().data()).isEqualTo("{\"oldest\":4}");
    }

    @Test
    void is_told_to_read_anew_from_a_cursor_that_was_never_given_out() {
        here.push(user, 1, 3);

        Heard heard = here.follow(user, 4L).await(1);
        here.push(user, 4, 4);

        assertThat(heard.await(2).types()).containsExactly(Pushed.RESET, "probe:counted");
        assertThat(heard.cursors()).containsExactly(3L, 4L);
        assertThat(heard.all.getFirst().data()).isEqualTo("{\"oldest\":1}");
    }

    @Test
    void is_told_to_read_anew_once_the_person_is_forgotten_and_nothing_after() {
        Heard heard = here.follow(user, 0L);
        here.push(user, 1, 3);
        heard.await(3);

        get(here.change(tx -> tx.forget(user)));

        assertThat(heard.await(4).all.getLast().type()).isEqualTo(Pushed.RESET);
        assertThat(heard.all.getLast().cursor()).isZero();
        here.push(user, 4, 4);
        UUID other = UUID.randomUUID();
        Heard witness = here.follow(other, 0L);
        here.push(other, 5, 5);
        witness.await(1);
        assertThat(heard.all).hasSize(4);
    }

    /** What is large goes over the bus without its payload, and is read. */
    @Test
    void hears_what_is_large_whole() {
        Heard heard = there.follow(user, 0L);
        String text = "x".repeat(100_000);

        get(here.change(tx -> {
            tx.push(user, LiveNode.COUNTED, new LiveNode.Counted(1, text));
            return Future.succeededFuture();
        }));

        assertThat(heard.await(1).all.getFirst().data()).isEqualTo("{\"number\":1,\"text\":\"" + text + "\"}");
    }

    private static Future<Void> writeOn(LiveNode node, UUID user, AtomicInteger written, int most) {
        int number = written.incrementAndGet();
        return number > most
                ? Future.succeededFuture()
                : node.pushing(number, List.of(user)).compose(done -> writeOn(node, user, written, most));
    }
}
