package io.busbar.services.notifications;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.busbar.bus.Id;
import io.busbar.services.notifications.NotificationPersonalData.NotificationsExport;
import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.testing.ApiClient;
import io.busbar.testing.ApiClient.ApiResponse;
import io.busbar.testing.ApiTest;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The list of notifications, and marking them as read. */
class NotificationApiTest extends ApiTest {
    private UUID me;
    private ApiClient apiClient;

    @BeforeEach
    void createClient() {
        me = UUID.randomUUID();
        apiClient = node.api(me, UserRole.CUSTOMER);
    }

    @Test
    void listNotifications_returnsPlainArrayNewestFirst() {
        insertNotifications(2);

        ApiResponse apiResponse = apiClient.get("/api/notification");

        assertThat(apiResponse.status()).isEqualTo(200);
        assertThat(apiResponse.body().isArray()).isTrue();
        assertThat(numbers(apiResponse)).containsExactly(2, 1);
        assertThat(apiResponse.body().get(0).fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("id", "number", "type", "title", "message", "read", "createdAt", "data");
        assertThat(apiResponse.header("X-Total-Count")).isEqualTo("2");
        assertThat(apiResponse.header("X-Unread-Count")).isEqualTo("2");
        assertThat(apiResponse.header("Link")).isEmpty();
    }

    @Test
    void listNotifications_whileMoreArrive_pagesWithoutGapOrRepetition() {
        insertNotifications(7);
        ApiResponse first = apiClient.get("/api/notification?limit=3");
        insertNotifications(8, 9);
        ApiResponse second = apiClient.get(next(first));
        ApiResponse third = apiClient.get(next(second));

        assertThat(numbers(first)).containsExactly(7, 6, 5);
        assertThat(numbers(second)).containsExactly(4, 3, 2);
        assertThat(numbers(third)).containsExactly(1);
        assertThat(third.header("Link")).isEmpty();
        assertThat(apiClient.get("/api/notification?cursor=bm9uZQ").errors())
                .containsExactly("/cursor is not a cursor of this list");
    }

    @Test
    void markRead_twice_pushesOnce() {
        insertNotifications(3);
        String id = apiClient.get("/api/notification").body().get(1).path("id").asText();

        ApiResponse read = apiClient.send("PUT", "/api/notification/" + id + "/read", null);
        ApiResponse again = apiClient.send("PUT", "/api/notification/" + id + "/read", null);

        assertThat(read.status()).isEqualTo(200);
        assertThat(read.body().path("message").asText()).isEqualTo("Notification marked as read");
        assertThat(read.body().at("/notification/id").asText()).isEqualTo(id);
        assertThat(read.body().at("/notification/read").asBoolean()).isTrue();
        assertThat(again.body()).isEqualTo(read.body());
        ApiResponse unread = apiClient.get("/api/notification?unread=true");
        assertThat(numbers(unread)).containsExactly(3, 1);
        assertThat(unread.header("X-Total-Count")).isEqualTo("2");
        assertThat(apiClient.get("/api/notification").header("X-Total-Count")).isEqualTo("3");
        assertThat(apiClient.get("/api/notification").header("X-Unread-Count")).isEqualTo("2");
    }

    @Test
    void markAllRead_marksOnlyOwnNotifications() {
        insertNotifications(3);
        UUID other = UUID.randomUUID();
        insert(other, 1);

        ApiResponse apiResponse = apiClient.send("PUT", "/api/notification/read-all", null);

        assertThat(apiResponse.status()).isEqualTo(200);
        assertThat(apiResponse.body().toString()).isEqualTo("{\"message\":\"All notifications marked as read\"}");
        assertThat(apiClient.get("/api/notification").header("X-Unread-Count")).isEqualTo("0");
        assertThat(node.api(other, UserRole.CUSTOMER).get("/api/notification").header("X-Unread-Count"))
                .isEqualTo("1");
    }

    @Test
    void markRead_ofOtherUser_returnsNotFound() {
        UUID other = UUID.randomUUID();
        insert(other, 1);
        UUID theirs = node.uuid("select id from notifications.notification where account = '" + other + "'");

        ApiResponse apiResponse = apiClient.send("PUT", "/api/notification/" + theirs + "/read", null);

        assertThat(apiResponse.status()).isEqualTo(404);
        assertThat(apiResponse.body().path("message").asText()).isEqualTo("There is no such notification");
        assertThat(apiClient.get("/api/notification").body()).isEmpty();
        assertThat(node.count("notifications.notification where account = '" + other + "' and read_at is null"))
                .isEqualTo(1);
    }

    @Test
    void exportPersonalData_containsNotificationsAndAttempts() {
        insertNotifications(2);
        node.execute(
                "insert into notifications.delivery_attempt (notification, account, channel, provider, number, result)"
                        + " select id, account, 'email', 'smtp', 1, 'sending' from notifications.notification where account = '"
                        + me + "'");
        insert(UUID.randomUUID(), 1);

        NotificationsExport exported = node.call(NotificationPersonalData.EXPORT_PERSONAL_DATA, new Id(me));

        assertThat(exported.notifications()).hasSize(2);
        assertThat(exported.deliveryAttempts())
                .hasSize(2)
                .allSatisfy(
                        deliveryAttempt -> assertThat(deliveryAttempt.userId()).isEqualTo(me));
    }

    private void insertNotifications(int count) {
        insertNotifications(1, count);
    }

    private void insertNotifications(int from, int to) {
        IntStream.rangeClosed(from, to).forEach(number -> insert(me, number));
    }

    private static void insert(UUID account, int number) {
        node.execute("insert into notifications.notification (account, number, source, type, severity, title, message)"
                + " values ('%s', %d, uuidv7(), 'account.new_device_sign_in', 'warning', 'New sign-in', 'A device.')"
                        .formatted(account, number));
    }

    private static List<Integer> numbers(ApiResponse apiResponse) {
        List<Integer> numbers = new ArrayList<>();
        for (JsonNode each : apiResponse.body()) {
            numbers.add(each.path("number").asInt());
        }
        return numbers;
    }

    private static String next(ApiResponse apiResponse) {
        String link = apiResponse.header("Link");
        return link.substring(1, link.indexOf('>'));
    }
}
