package io.busbar.services.notifications;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.testing.ApiClient.ApiResponse;
import io.busbar.testing.ApiTest;
import io.busbar.testing.BusbarNode;
import io.busbar.testing.TestUsers;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Announcements by admins. */
@BusbarNode(shared = false)
class AnnouncementTest extends ApiTest {
    @BeforeAll
    static void start() {
        TestUsers.create(node, UserRole.CUSTOMER);
        node.execute("""
            insert into users.account (id, username, email, role, status)
            select uuidv7(), 'crowd' || n, 'crowd' || n || '@example.com',
                   case when n % 3 = 0 then 'professional' else 'customer' end,
                   case n % 60 when 1 then 'suspended' when 3 then 'pending' else 'active' end
            from generate_series(1, 600) as n""");
    }

    @Test
    void createAnnouncement_notifiesEveryActiveAccountOnce() {
        UUID announcement =
                announce("{\"title\":\"Maintenance\",\"message\":\"On Sunday from 3 to 4.\",\"severity\":\"warning\"}");

        awaitDelivered(announcement, node.count("users.account where status = 'active'"));
        // Even if all batches run again, nobody is notified twice.
        node.execute(
                "update bus.job set status = 'queued', state = state - 'afterAccount', result = null, finished_at = null, expires_at = null"
                        + " where type = 'notifications.announcement' and state->>'announcement' = '" + announcement
                        + "'");
        awaitDelivered(announcement, node.count("users.account where status = 'active'"));
        assertThat(node.count("notifications.notification n join users.account a on a.id = n.account"
                        + " where n.source = '" + announcement + "' and a.status <> 'active'"))
                .isZero();
        assertThat(node.count("bus.stream where type = 'system:announcement' and data->>'id' = '" + announcement + "'"))
                .as(
                        "pushes; accounts of other tests may have published their erasure without being erased, and get none")
                .isEqualTo(node.count("users.account where status = 'active'"
                        + " and id not in (select account from bus.stream_head where erased)"));
        UUID account = node.uuid("select id from users.account where username = 'crowd4'");
        JsonNode notification = node.api(account, UserRole.CUSTOMER)
                .get("/api/notification")
                .body()
                .get(0);
        assertThat(notification.path("title").asText()).isEqualTo("Maintenance");
        assertThat(notification.path("message").asText()).isEqualTo("On Sunday from 3 to 4.");
        assertThat(notification.path("type").asText()).isEqualTo("warning");
        assertThat(notification.at("/data/notificationType").asText()).isEqualTo("announcement");
    }

    @Test
    void createAnnouncement_byAdmin_startsJobWithoutOwnerThatAdminsSee() {
        UUID admin = TestUsers.create(node, UserRole.ADMIN).id();
        String body = "{\"title\":\"Rest\",\"message\":\"On Sunday.\",\"role\":\"professional\"}";

        UUID announcement = UUID.fromString(node.api(admin, UserRole.ADMIN)
                .post("/api/notification/announcement", body)
                .body()
                .path("id")
                .asText());

        assertThat(node.count("bus.job where owner is null and state->>'announcement' = '" + announcement + "'"))
                .isEqualTo(1);
        assertThat(node.count("bus.audit where actor = '" + admin + "' and 'announcement:" + announcement
                        + "' = any(subjects)"))
                .isEqualTo(1);
        assertThat(node.api(UserRole.ADMIN)
                        .get("/api/admin/jobs?type=notifications.announcement")
                        .body())
                .isNotEmpty();
    }

    @Test
    void createAnnouncement_withRole_notifiesOnlyThatRole() {
        UUID announcement =
                announce("{\"title\":\"Rates\",\"message\":\"Say what an hour costs.\",\"role\":\"professional\"}");

        awaitDelivered(announcement, node.count("users.account where status = 'active' and role = 'professional'"));
        assertThat(node.count("notifications.notification n join users.account a on a.id = n.account"
                        + " where n.source = '" + announcement + "' and a.role <> 'professional'"))
                .isZero();
    }

    @Test
    void createAnnouncement_withPlaceholders_keepsTextUnchanged() {
        UUID admin = TestUsers.create(node, UserRole.ADMIN).id();
        UUID announcement =
                announce("{\"title\":\"iOS\",\"message\":\"iPhone or not, {partner}: {brace}.\",\"role\":\"admin\"}");
        awaitDelivered(announcement, node.count("users.account where status = 'active' and role = 'admin'"));

        assertThat(node.api(admin, UserRole.ADMIN)
                        .get("/api/notification")
                        .body()
                        .get(0)
                        .path("message")
                        .asText())
                .isEqualTo("iPhone or not, {partner}: {brace}.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u3000", "\u2003 ", "\u2028"})
    void createAnnouncement_withBlankText_returnsValidationError(String blank) {
        ApiResponse title = node.api(UserRole.ADMIN)
                .post("/api/notification/announcement", "{\"title\":\"" + blank + "\",\"message\":\"Words.\"}");
        ApiResponse message = node.api(UserRole.ADMIN)
                .post("/api/notification/announcement", "{\"title\":\"Words\",\"message\":\"" + blank + "\"}");

        assertThat(title.errors()).singleElement().asString().startsWith("/title ");
        assertThat(message.errors()).singleElement().asString().startsWith("/message ");
        assertThat(node.count("notifications.announcement where title in ('', 'Words')"))
                .isZero();
    }

    @Test
    void createAnnouncement_normalizesTextAndRejectsControlCharacters() {
        ApiResponse refused = node.api(UserRole.ADMIN)
                .post("/api/notification/announcement", "{\"title\":\"Down\\nnow\",\"message\":\"Rings\\u0007.\"}");

        assertThat(refused.errors())
                .containsExactlyInAnyOrder(
                        "/title must not contain line breaks or other control characters",
                        "/message must not contain control characters");
        assertThat(node.api(UserRole.ADMIN)
                        .post(
                                "/api/notification/announcement",
                                "{\"title\":\" Cafe\u0301 \",\"message\":\"One.\\r\\nTwo.\",\"role\":\"professional\"}")
                        .status())
                .isEqualTo(202);
        assertThat(node.count("notifications.announcement where title = 'Caf\u00e9' and message = E'One.\\nTwo.'"))
                .isEqualTo(1);
        assertThat(node.count("notifications.announcement where title like 'Down%'"))
                .isZero();
    }

    @Test
    void createAnnouncement_byNonAdmin_returnsForbidden() {
        ApiResponse apiResponse = node.api(UserRole.PROFESSIONAL)
                .post("/api/notification/announcement", "{\"title\":\"Buy\",\"message\":\"Mine.\"}");

        assertThat(apiResponse.status()).isEqualTo(403);
        assertThat(node.count("notifications.announcement where title = 'Buy'")).isZero();
    }

    private static UUID announce(String body) {
        ApiResponse apiResponse = node.api(UserRole.ADMIN).post("/api/notification/announcement", body);
        assertThat(apiResponse.status()).as("%s", apiResponse.body()).isEqualTo(202);
        return UUID.fromString(apiResponse.body().path("id").asText());
    }

    private static void awaitDelivered(UUID announcement, long count) {
        await().atMost(Duration.ofSeconds(30))
                .until(() ->
                        node.count("bus.job where type = 'notifications.announcement' and finished_at is null") == 0
                                && node.count("bus.delivery") == 0);
        assertThat(node.count("notifications.notification where source = '" + announcement + "'"))
                .isEqualTo(count);
    }
}
