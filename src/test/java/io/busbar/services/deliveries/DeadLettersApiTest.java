package io.busbar.services.deliveries;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.testing.ApiClient;
import io.busbar.testing.ApiClient.ApiResponse;
import io.busbar.testing.ApiTest;
import io.busbar.testing.BusbarNode;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@BusbarNode(shared = false)
class DeadLettersApiTest extends ApiTest {
    private static final Pattern NEXT = Pattern.compile("<(.+)>; *rel=\"next\"");

    /** Inserts dead letters 1 to 5: the odd IDs belong to one subscriber that runs nowhere, the even ones to another. */
    @BeforeEach
    void insertDeadLetters() {
        node.execute("""
            truncate bus.dead_letter, bus.delivery;
            with inserted as (
              insert into bus.event (type, key, payload)
              select 'probe.noted', 'key' || n, jsonb_build_object('number', n) from generate_series(1, 5) n
              returning id, key, substr(key, 4)::int as n)
            insert into bus.dead_letter (id, subscriber, event_id, key, attempts, last_error)
            select n, case n % 2 when 1 then 'probe.odd' else 'probe.even' end, id, key, 10, 'NOT_FOUND: no such user'
            from inserted""");
    }

    @Test
    void list_always_returnsMostRecentFirst() {
        ApiResponse listed = admin.get("/api/deliveries/dead-letters");

        assertThat(listed.status()).isEqualTo(200);
        assertThat(ids(listed)).containsExactly(5, 4, 3, 2, 1);
        JsonNode deadLetter = listed.body().path(0);
        assertThat(deadLetter.path("subscriber").asText()).isEqualTo("probe.odd");
        assertThat(deadLetter.path("event").asText()).isEqualTo("probe.noted");
        assertThat(deadLetter.path("key").asText()).isEqualTo("key5");
        assertThat(deadLetter.at("/payload/number").asInt()).isEqualTo(5);
        assertThat(deadLetter.path("attempts").asInt()).isEqualTo(10);
        assertThat(deadLetter.path("lastError").asText()).isEqualTo("NOT_FOUND: no such user");
    }

    @Test
    void list_withSubscriberAndLimit_returnsPages() {
        ApiResponse first = admin.get("/api/deliveries/dead-letters?subscriber=probe.odd&limit=2");
        ApiResponse second = admin.get(next(first));

        assertThat(ids(first)).containsExactly(5, 3);
        assertThat(ids(second)).containsExactly(1);
        assertThat(second.header("link")).isEmpty();
        assertThat(admin.get("/api/deliveries/dead-letters?cursor=made-up").errors())
                .singleElement()
                .satisfies(error -> assertThat(error).startsWith("/cursor"));
    }

    @Test
    void replay_existing_restoresDelivery() {
        ApiResponse replayed = admin.post("/api/deliveries/dead-letters/3/replay", "{}");

        assertThat(replayed.status()).isEqualTo(200);
        assertThat(replayed.body().path("id").asInt()).isEqualTo(3);
        assertThat(node.count("bus.dead_letter")).isEqualTo(4);
        assertThat(node.count(
                        "bus.delivery where id = 3 and subscriber = 'probe.odd' and key = 'key3' and attempts = 0"))
                .isEqualTo(1);
        assertThat(node.count("bus.audit where action = 'deliveries.replay' and 'dead_letter:3' = any (subjects)"))
                .isEqualTo(1);
        assertThat(admin.post("/api/deliveries/dead-letters/3/replay", "{}").status())
                .isEqualTo(404);
        assertThat(node.count("bus.delivery")).isEqualTo(1);
    }

    @Test
    void continuation_ofAService_isListedAndReplayedWithItsPayload() {
        UUID id = UUID.randomUUID();
        node.execute("""
            insert into bus.dead_letter
              (id, subscriber, key, attempts, last_error, continuation_id, type, payload, enqueued_at)
            values (6, 'probe.odd', 'key', 10, 'NOT_FOUND', '%s', 'probe.next', '{"number":6}', now())""".formatted(id));

        JsonNode listed = admin.get("/api/deliveries/dead-letters").body().path(0);
        ApiResponse replayed = admin.post("/api/deliveries/dead-letters/6/replay", "{}");

        assertThat(listed.path("event").asText()).isEqualTo("probe.next");
        assertThat(listed.path("eventId").asText()).isEqualTo(id.toString());
        assertThat(listed.at("/payload/number").asInt()).isEqualTo(6);
        assertThat(replayed.body()).isEqualTo(listed);
        assertThat(node.count("bus.delivery where id = 6 and event_id is null and type = 'probe.next'"
                        + " and continuation_id = '" + id + "' and payload = '{\"number\":6}'"))
                .isEqualTo(1);
    }

    @Test
    void replayAll_ofSubscriber_restoresItsDeliveries() {
        ApiResponse replayed = admin.post("/api/deliveries/dead-letters/replay", "{\"subscriber\":\"probe.odd\"}");

        assertThat(replayed.status()).isEqualTo(200);
        assertThat(replayed.body().path("replayed").asInt()).isEqualTo(3);
        assertThat(ids(admin.get("/api/deliveries/dead-letters"))).containsExactly(4, 2);
        assertThat(node.count("bus.delivery where subscriber = 'probe.odd'")).isEqualTo(3);
        assertThat(admin.post("/api/deliveries/dead-letters/replay", "{}").errors())
                .hasSize(1);
    }

    @Test
    void discard_existing_deletesIt() {
        assertThat(admin.delete("/api/deliveries/dead-letters/4").status()).isEqualTo(204);

        assertThat(ids(admin.get("/api/deliveries/dead-letters"))).containsExactly(5, 3, 2, 1);
        assertThat(node.count("bus.delivery")).isZero();
        assertThat(admin.delete("/api/deliveries/dead-letters/4").status()).isEqualTo(404);
        assertThat(admin.delete("/api/deliveries/dead-letters/four").status()).isEqualTo(400);
    }

    @Test
    void call_withoutAdminRole_isForbidden() {
        ApiClient customer = node.api(UserRole.CUSTOMER);

        assertThat(customer.get("/api/deliveries/dead-letters").status()).isEqualTo(403);
        assertThat(node.api().get("/api/deliveries/dead-letters").status()).isEqualTo(401);
        assertThat(customer.post("/api/deliveries/dead-letters/3/replay", "{}").status())
                .isEqualTo(403);
        assertThat(customer.post("/api/deliveries/dead-letters/replay", "{\"subscriber\":\"probe.odd\"}")
                        .status())
                .isEqualTo(403);
        assertThat(customer.delete("/api/deliveries/dead-letters/3").status()).isEqualTo(403);
        assertThat(node.count("bus.dead_letter")).isEqualTo(5);
    }

    private static List<Integer> ids(ApiResponse listed) {
        List<Integer> ids = new ArrayList<>();
        listed.body().forEach(deadLetter -> ids.add(deadLetter.path("id").asInt()));
        return ids;
    }

    private static String next(ApiResponse page) {
        Matcher link = NEXT.matcher(page.header("link"));
        assertThat(link.find()).as("Link header of %s", page.path()).isTrue();
        return link.group(1);
    }
}
