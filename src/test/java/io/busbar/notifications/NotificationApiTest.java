package io.busbar.notifications;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.busbar.bus.Role;
import io.busbar.notifications.NotificationOperations.PersonalData;
import io.busbar.testing.Api;
import io.busbar.testing.Api.Answer;
import io.busbar.testing.TestNode;
import io.busbar.users.AccountOperations.AccountId;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What people see of what they were told. */
class NotificationApiTest {
    private static TestNode node;

    private UUID me;
    private Api api;

    @BeforeAll
    static void start() {
        node = TestNode.start();
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @BeforeEach
    void come() {
        me = UUID.randomUUID();
        api = node.api(me, Role.CUSTOMER);
    }

    @Test
    void the_list_is_alora_s_plain_array_the_newest_first() {
        told(2);

        Answer answer = api.get("/api/notification");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().isArray()).isTrue();
        assertThat(numbers(answer)).containsExactly(2, 1);
        assertThat(answer.body().get(0).fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("id", "number", "type", "title", "message", "read", "createdAt", "data");
        assertThat(answer.header("X-Total-Count")).isEqualTo("2");
        assertThat(answer.header("X-Unread-Count")).isEqualTo("2");
        assertThat(answer.header("Link")).isEmpty();
    }

    @Test
    void pages_follow_each_other_without_gap_or_repetition_while_more_comes() {
        told(7);
        Answer first = api.get("/api/notification?limit=3");
        told(8, 9);
        Answer second = api.get(next(first));
        Answer third = api.get(next(second));

        assertThat(numbers(first)).containsExactly(7, 6, 5);
        assertThat(numbers(second)).containsExactly(4, 3, 2);
        assertThat(numbers(third)).containsExactly(1);
        assertThat(third.header("Link")).isEmpty();
        assertThat(api.get("/api/notification?cursor=bm9uZQ").errors())
                .containsExactly("/cursor is not a cursor of this list");
    }

    @Test
    void what_is_marked_as_read_is_read_once_and_for_good() {
        told(3);
        String id = api.get("/api/notification").body().get(1).path("id").asText();

        Answer read = api.send("PUT", "/api/notification/" + id + "/read", null);
        Answer again = api.send("PUT", "/api/notification/" + id + "/read", null);

        assertThat(read.status()).isEqualTo(200);
        assertThat(read.body().path("message").asText()).isEqualTo("Notification marked as read");
        assertThat(read.body().at("/notification/id").asText()).isEqualTo(id);
        assertThat(read.body().at("/notification/read").asBoolean()).isTrue();
        assertThat(again.body()).isEqualTo(read.body());
        Answer unread = api.get("/api/notification?unread=true");
        assertThat(numbers(unread)).containsExactly(3, 1);
        assertThat(unread.header("X-Total-Count")).isEqualTo("2");
        assertThat(api.get("/api/notification").header("X-Total-Count")).isEqualTo("3");
        assertThat(api.get("/api/notification").header("X-Unread-Count")).isEqualTo("2");
    }

    @Test
    void all_are_marked_at_once_and_nobody_else_s() {
        told(3);
        UUID other = UUID.randomUUID();
        insert(other, 1);

        Answer answer = api.send("PUT", "/api/notification/read-all", null);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().toString()).isEqualTo("{\"message\":\"All notifications marked as read\"}");
        assertThat(api.get("/api/notification").header("X-Unread-Count")).isEqualTo("0");
        assertThat(node.api(other, Role.CUSTOMER).get("/api/notification").header("X-Unread-Count"))
                .isEqualTo("1");
    }

    @Test
    void another_s_notification_is_none() {
        UUID other = UUID.randomUUID();
        insert(other, 1);
        UUID theirs = node.id("select id from notifications.notification where account = '" + other + "'");

        Answer answer = api.send("PUT", "/api/notification/" + theirs + "/read", null);

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.body().path("message").asText()).isEqualTo("There is no such notification");
        assertThat(api.get("/api/notification").body()).isEmpty();
        assertThat(node.count("notifications.notification where account = '" + other + "' and read_at is null"))
                .isEqualTo(1);
    }

    @Test
    void an_export_holds_what_somebody_was_told() {
        told(2);
        node.execute("insert into notifications.attempt (notification, account, channel, provider, number, result)"
                + " select id, account, 'email', 'smtp', 1, 'sending' from notifications.notification where account = '"
                + me + "'");
        insert(UUID.randomUUID(), 1);

        PersonalData kept = node.ask(NotificationOperations.PERSONAL_DATA, new AccountId(me));

        assertThat(kept.notifications()).hasSize(2);
        assertThat(kept.attempts())
                .hasSize(2)
                .allSatisfy(attempt -> assertThat(attempt.userId()).isEqualTo(me));
    }

    private void told(int count) {
        told(1, count);
    }

    private void told(int from, int to) {
        IntStream.rangeClosed(from, to).forEach(number -> insert(me, number));
    }

    private static void insert(UUID account, int number) {
        node.execute("insert into notifications.notification (account, number, source, kind, type, title, message)"
                + " values ('%s', %d, uuidv7(), 'account.sign-in', 'warning', 'New sign-in', 'A device.')"
                        .formatted(account, number));
    }

    private static List<Integer> numbers(Answer answer) {
        List<Integer> numbers = new ArrayList<>();
        for (JsonNode each : answer.body()) {
            numbers.add(each.path("number").asInt());
        }
        return numbers;
    }

    private static String next(Answer answer) {
        String link = answer.header("Link");
        return link.substring(1, link.indexOf('>'));
    }
}
