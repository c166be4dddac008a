package io.busbar.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.busbar.bus.Push;
import io.busbar.http.TestRedis;
import io.busbar.live.LiveNode.Counted;
import io.busbar.testing.LocalCluster;
import io.busbar.testing.Servers;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Who is online")
class PresenceTest {
    private static final String ONLINE = "presence:online";
    private static final String OFFLINE = "presence:offline";
    private static final Push<Counted> REQUESTED =
            LiveNode.PROBE.push("booking:requested", "Somebody booked", Counted.class);
    private static final LocalCluster CLUSTER = new LocalCluster();
    private static final Map<UUID, Set<UUID>> PARTNERS = new ConcurrentHashMap<>();
    private static final String URL = Servers.freshDatabase();
    private static TestRedis redis;
    private static LiveNode here;
    private static LiveNode there;

    private final UUID customer = UUID.randomUUID();
    private final UUID professional = UUID.randomUUID();
    private final UUID stranger = UUID.randomUUID();

    @BeforeAll
    static void open() {
        redis = new TestRedis();
        here = join();
        there = join();
    }

    @AfterAll
    static void close() {
        there.close();
        here.close();
        redis.close();
    }

    @Test
    void is_told_to_partners_when_they_begin_and_when_it_changes_and_to_nobody_else() {
        book(customer, professional);
        Heard nosy = there.follow(stranger, null);
        Heard first = here.follow(customer, null);
        Heard second = there.follow(professional, null);

        soon().until(() -> ONLINE.equals(first.presence(professional)) && ONLINE.equals(second.presence(customer)));
        assertThat(second.all.getFirst().cursor()).isNull();
        assertThat(second.all.getFirst().data()).isEqualTo("{\"userId\":\"" + customer + "\"}");
        second.close();

        soon().until(() -> OFFLINE.equals(first.presence(professional)));
        assertThat(first.types()).containsExactly(ONLINE, OFFLINE);
        assertThat(nosy.all).isEmpty();
    }

    @Test
    void is_nobody_for_whom_another_follows() {
        UUID other = UUID.randomUUID();
        book(customer, professional);
        book(customer, other);
        Heard heard = here.follow(customer, null);

        Heard admin = Heard.instead(there, professional);
        there.push(professional, 1, 1);
        admin.await(1);
        there.follow(other, null);

        soon().until(() -> ONLINE.equals(heard.presence(other)));
        assertThat(heard.presence(professional)).isNull();
        assertThat(admin.types()).containsExactly("probe:counted");
    }

    @Test
    void is_told_to_each_browser_of_a_person() {
        book(customer, professional);
        there.follow(professional, null);
        Heard first = here.follow(customer, null).await(1);

        Heard second = here.follow(customer, null).await(1);
        Heard third = there.follow(customer, null).await(1);

        assertThat(List.of(first, second, third))
                .allMatch(heard -> heard.types().equals(List.of(ONLINE)));
    }

    @Test
    void does_not_change_when_a_socket_flaps_or_moves_to_another_node() {
        UUID other = UUID.randomUUID();
        book(customer, professional);
        book(customer, other);
        Heard heard = here.follow(customer, null);
        Heard before = there.follow(professional, null);
        Heard leaving = there.follow(other, null);
        heard.await(2);

        before.close();
        here.follow(professional, null);
        leaving.close();

        soon().until(() -> OFFLINE.equals(heard.presence(other)));
        assertThat(heard.all.stream().filter(pushed -> pushed.data().contains(professional.toString())))
                .extracting(Pushed::type)
                .containsExactly(ONLINE);
    }

    @Test
    void ends_within_ten_seconds_when_a_node_is_gone_without_a_word() {
        book(customer, professional);
        LiveNode doomed = join();
        doomed.follow(professional, null);
        Heard heard = here.follow(customer, null).await(1);

        doomed.close();

        await().atMost(Duration.ofSeconds(10)).until(() -> OFFLINE.equals(heard.presence(professional)));
    }

    @Test
    void is_noticed_of_everybody_in_turn_when_nobody_tells_and_there_are_more_than_are_looked_at_together() {
        UUID other = UUID.randomUUID();
        Set<UUID> many = ConcurrentHashMap.newKeySet();
        many.addAll(List.of(other, professional));
        while (many.size() < 10_000) {
            many.add(UUID.randomUUID());
        }
        PARTNERS.put(customer, many);
        there.follow(other, null);
        Heard heard = here.follow(customer, null).await(1);

        soon().pollInterval(Duration.ofMillis(250)).until(() -> {
            LiveNode.get(there.online.stay("n-silent", List.of(professional)));
            return ONLINE.equals(heard.presence(professional));
        });
        assertThat(heard.types()).containsExactly(ONLINE, ONLINE);
        PARTNERS.remove(customer);
    }

    @Test
    void is_seen_by_who_has_just_booked_at_once() {
        there.follow(professional, null);
        Heard heard = here.follow(customer, 0L);
        LiveNode.get(there.change(tx -> {
            book(customer, professional);
            tx.push(customer, REQUESTED, new Counted(1, ""));
            return Future.succeededFuture();
        }));

        heard.await(2);
        assertThat(heard.types()).containsExactlyInAnyOrder("booking:requested", ONLINE);
    }

    @Test
    void is_told_anew_after_a_pause_in_which_it_changed() {
        book(customer, professional);
        Heard heard = here.follow(customer, null);
        Heard partner = there.follow(professional, null);
        heard.await(1).pause();
        Heard witness = here.follow(customer, null).await(1);
        partner.close();
        soon().until(() -> OFFLINE.equals(witness.presence(professional)));
        assertThat(heard.types()).containsExactly(ONLINE);

        heard.resume();

        assertThat(heard.await(2).types()).containsExactly(ONLINE, OFFLINE);
    }

    @Test
    void stays_on_the_node_while_redis_is_away_and_nothing_else_fails() {
        book(customer, professional);
        redis.stop();
        try {
            Heard heard = here.follow(customer, 0L);
            here.follow(professional, null);
            there.push(customer, 1, 1);

            soon().until(() -> heard.cursors().equals(List.of(1L)) && ONLINE.equals(heard.presence(professional)));
        } finally {
            redis.start();
        }
        Heard elsewhere = there.follow(customer, null);
        soon().until(() -> ONLINE.equals(elsewhere.presence(professional)));
    }

    private static LiveNode join() {
        return LiveNode.in(CLUSTER.join(), URL, redis.url(), people -> {
            Map<UUID, Set<UUID>> found = new HashMap<>();
            people.forEach(person -> found.put(person, PARTNERS.getOrDefault(person, Set.of())));
            return Future.succeededFuture(found);
        });
    }

    private static void book(UUID one, UUID other) {
        PARTNERS.computeIfAbsent(one, first -> ConcurrentHashMap.newKeySet()).add(other);
        PARTNERS.computeIfAbsent(other, first -> ConcurrentHashMap.newKeySet()).add(one);
    }

    private static ConditionFactory soon() {
        return await().atMost(LiveNode.PATIENCE).pollInterval(Duration.ofMillis(10));
    }
}
