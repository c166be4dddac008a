package io.busbar.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.busbar.bus.Push;
import io.busbar.http.TestRedis;
import io.busbar.live.LiveTestNode.Counted;
import io.busbar.testing.TestCluster;
import io.busbar.testing.TestServers;
import io.busbar.testing.UsesServers;
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
import org.junit.jupiter.api.Test;

@UsesServers
class PresenceTrackerTest {
    private static final String ONLINE = "presence:online";
    private static final String OFFLINE = "presence:offline";
    private static final Push<Counted> REQUESTED =
            LiveTestNode.PROBE.push("booking:requested", "Somebody booked", Counted.class);
    private static final TestCluster CLUSTER = new TestCluster();
    private static final Map<UUID, Set<UUID>> PARTNERS = new ConcurrentHashMap<>();
    private static final String URL = TestServers.freshDatabase();
    private static TestRedis redis;
    private static LiveTestNode here;
    private static LiveTestNode there;

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
    void openAndCloseStream_withPartner_tellsPresenceToPartnersOnly() {
        book(customer, professional);
        RecordedStream nosy = there.openStream(stranger, null);
        RecordedStream first = here.openStream(customer, null);
        RecordedStream second = there.openStream(professional, null);

        eventually()
                .until(() -> ONLINE.equals(first.presence(professional)) && ONLINE.equals(second.presence(customer)));
        assertThat(second.messages.getFirst().cursor()).isNull();
        assertThat(second.messages.getFirst().data()).isEqualTo("{\"userId\":\"" + customer + "\"}");
        second.close();

        eventually().until(() -> OFFLINE.equals(first.presence(professional)));
        assertThat(first.types()).containsExactly(ONLINE, OFFLINE);
        assertThat(nosy.messages).isEmpty();
    }

    @Test
    void openStream_onBehalfOfUser_doesNotMarkUserOnline() {
        UUID other = UUID.randomUUID();
        book(customer, professional);
        book(customer, other);
        RecordedStream recordedStream = here.openStream(customer, null);

        RecordedStream admin = RecordedStream.openOnBehalf(there, professional);
        there.push(professional, 1, 1);
        admin.await(1);
        there.openStream(other, null);

        eventually().until(() -> ONLINE.equals(recordedStream.presence(other)));
        assertThat(recordedStream.presence(professional)).isNull();
        assertThat(admin.types()).containsExactly("probe:counted");
    }

    @Test
    void openStream_withSeveralStreamsOfUser_tellsPresenceToEach() {
        book(customer, professional);
        there.openStream(professional, null);
        RecordedStream first = here.openStream(customer, null).await(1);

        RecordedStream second = here.openStream(customer, null).await(1);
        RecordedStream third = there.openStream(customer, null).await(1);

        assertThat(List.of(first, second, third))
                .allMatch(recordedStream -> recordedStream.types().equals(List.of(ONLINE)));
    }

    @Test
    void reopenStream_onOtherNode_doesNotChangePresence() {
        UUID other = UUID.randomUUID();
        book(customer, professional);
        book(customer, other);
        RecordedStream recordedStream = here.openStream(customer, null);
        RecordedStream before = there.openStream(professional, null);
        RecordedStream leaving = there.openStream(other, null);
        recordedStream.await(2);

        before.close();
        here.openStream(professional, null);
        leaving.close();

        eventually().until(() -> OFFLINE.equals(recordedStream.presence(other)));
        assertThat(recordedStream.messages.stream()
                        .filter(pushMessage -> pushMessage.data().contains(professional.toString())))
                .extracting(PushMessage::type)
                .containsExactly(ONLINE);
    }

    @Test
    void closeNode_withOnlineUser_marksUserOfflineWithinTenSeconds() {
        book(customer, professional);
        LiveTestNode doomed = join();
        doomed.openStream(professional, null);
        RecordedStream recordedStream = here.openStream(customer, null).await(1);

        doomed.close();

        await().atMost(Duration.ofSeconds(10)).until(() -> OFFLINE.equals(recordedStream.presence(professional)));
    }

    @Test
    void checkPartners_withManyPartnersAndNoBroadcast_noticesOnlinePartner() {
        UUID other = UUID.randomUUID();
        Set<UUID> many = ConcurrentHashMap.newKeySet();
        many.addAll(List.of(other, professional));
        while (many.size() < 10_000) {
            many.add(UUID.randomUUID());
        }
        PARTNERS.put(customer, many);
        there.openStream(other, null);
        RecordedStream recordedStream = here.openStream(customer, null).await(1);

        eventually().pollInterval(Duration.ofMillis(250)).until(() -> {
            LiveTestNode.get(there.online.markOnline("n-silent", List.of(professional)));
            return ONLINE.equals(recordedStream.presence(professional));
        });
        assertThat(recordedStream.types()).containsExactly(ONLINE, ONLINE);
        PARTNERS.remove(customer);
    }

    @Test
    void pushBookingRequested_withOnlinePartner_tellsPresence() {
        there.openStream(professional, null);
        RecordedStream recordedStream = here.openStream(customer, 0L);
        LiveTestNode.get(there.change(tx -> {
            book(customer, professional);
            tx.push(customer, REQUESTED, new Counted(1, ""));
            return Future.succeededFuture();
        }));

        recordedStream.await(2);
        assertThat(recordedStream.types()).containsExactlyInAnyOrder("booking:requested", ONLINE);
    }

    @Test
    void resumeStream_afterPresenceChanged_tellsNewPresence() {
        book(customer, professional);
        RecordedStream recordedStream = here.openStream(customer, null);
        RecordedStream partner = there.openStream(professional, null);
        recordedStream.await(1).pause();
        RecordedStream witness = here.openStream(customer, null).await(1);
        partner.close();
        eventually().until(() -> OFFLINE.equals(witness.presence(professional)));
        assertThat(recordedStream.types()).containsExactly(ONLINE);

        recordedStream.resume();

        assertThat(recordedStream.await(2).types()).containsExactly(ONLINE, OFFLINE);
    }

    @Test
    void openStream_withRedisStopped_tellsPresenceOnSameNodeAndDeliversPushes() {
        book(customer, professional);
        redis.stop();
        try {
            RecordedStream recordedStream = here.openStream(customer, 0L);
            here.openStream(professional, null);
            there.push(customer, 1, 1);

            eventually()
                    .until(() -> recordedStream.cursors().equals(List.of(1L))
                            && ONLINE.equals(recordedStream.presence(professional)));
        } finally {
            redis.start();
        }
        RecordedStream elsewhere = there.openStream(customer, null);
        eventually().until(() -> ONLINE.equals(elsewhere.presence(professional)));
    }

    private static LiveTestNode join() {
        return LiveTestNode.in(CLUSTER.join(), URL, redis.url(), people -> {
            Map<UUID, Set<UUID>> found = new HashMap<>();
            people.forEach(person -> found.put(person, PARTNERS.getOrDefault(person, Set.of())));
            return Future.succeededFuture(found);
        });
    }

    private static void book(UUID one, UUID other) {
        PARTNERS.computeIfAbsent(one, first -> ConcurrentHashMap.newKeySet()).add(other);
        PARTNERS.computeIfAbsent(other, first -> ConcurrentHashMap.newKeySet()).add(one);
    }

    private static ConditionFactory eventually() {
        return await().atMost(LiveTestNode.TIMEOUT).pollInterval(Duration.ofMillis(10));
    }
}
