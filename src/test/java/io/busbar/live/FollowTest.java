package io.busbar.live;

import static io.busbar.live.LiveNode.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.testing.LocalCluster;
import io.busbar.testing.Servers;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
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

        Heard heard = there.follow(user, null);
        here.push(user, 4, 5);

        assertThat(heard.await(2).cursors()).isEqualTo(List.of(4L, 5L));
    }

    @Test
    void finds_within_a_moment_what_nobody_told_of() {
        Heard heard = here.follow(user, 0L);

        mute.push(user, 1, 1);

        assertThat(heard.await(1, java.time.Duration.ofSeconds(2)).cursors()).isEqualTo(List.of(1L));
    }
}
