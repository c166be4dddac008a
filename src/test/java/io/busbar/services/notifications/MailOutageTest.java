package io.busbar.services.notifications;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.busbar.services.bookings.BookingTestData;
import io.busbar.services.mail.TestMailServer;
import io.busbar.services.notifications.NotificationTestData.TestRecipient;
import io.busbar.testing.TestNode;
import io.busbar.testing.UsesServers;
import jakarta.mail.MessagingException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.subethamail.smtp.RejectException;

/** Emails while the mail server is unavailable, and after a node died while sending one. */
@UsesServers
class MailOutageTest {
    private static TestMailServer server;
    private static TestNode node;
    private static NotificationTestData testData;

    @BeforeAll
    static void start() {
        server = new TestMailServer();
        node = TestNode.start(Map.of(
                "DEV_MAIL",
                "false",
                "EMAIL_HOST",
                "127.0.0.1",
                "EMAIL_PORT",
                String.valueOf(server.port()),
                "EMAIL_FROM",
                "Market <hello@market.example>"));
        testData = NotificationTestData.on(node);
    }

    @AfterAll
    static void stop() {
        node.close();
        server.close();
    }

    @Test
    void emails_afterMailServerOutage_areSentOnce() {
        server.senderRejection = new RejectException(421, "closed for lunch");
        TestRecipient customer = testData.customer();
        List<TestRecipient> professionals =
                IntStream.range(0, 3).mapToObj(each -> testData.professional()).toList();
        professionals.forEach(professional -> testData.book(customer, professional, 5));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> node.count("notifications.delivery_attempt where reason = 'unavailable'") >= 3);
        assertThat(recipientsAmong(professionals)).isEmpty();
        assertThat(
                        node.strings(
                                "select distinct reason || ': ' || error from notifications.delivery_attempt where reason = 'unavailable'"))
                .containsExactly("unavailable: Mail cannot be sent right now");

        server.senderRejection = null;

        await().atMost(Duration.ofSeconds(20)).until(() -> node.count("bus.delivery") == 0);
        assertThat(recipientsAmong(professionals))
                .containsExactlyInAnyOrderElementsOf(
                        professionals.stream().map(TestRecipient::email).toList());
        assertThat(node.count("notifications.delivery_attempt where result = 'sent'"))
                .isGreaterThanOrEqualTo(3);
        assertThat(node.count("bus.dead_letter")).isZero();
    }

    @Test
    void emailAttempt_afterNodeFailure_reusesMessageId() {
        TestRecipient professional = testData.professional();
        testData.bookings()
                .book(testData.customer().api(), professional.bookable(), BookingTestData.daysFromNow(6), "09:00");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> recipientsAmong(List.of(professional)).size() == 1);
        testData.settle();
        // The state after a node was killed between the acceptance by the mail server and the commit.
        node.execute(
                "update notifications.delivery_attempt set result = 'sending', message_id = null, ended_at = null where account = '"
                        + professional.id() + "'");
        node.execute("""
            insert into bus.delivery (subscriber, key, continuation_id, type, payload, enqueued_at)
            select 'notifications.emails', account, uuidv7(), 'notifications.email.requested',
              jsonb_build_object('notification', id), now()
            from notifications.notification where account = '%s'""".formatted(professional.id()));
        testData.settle();

        assertThat(node.strings(
                        "select number || ' ' || result || coalesce(' ' || reason, '') from notifications.delivery_attempt"
                                + " where account = '" + professional.id() + "' order by number"))
                .containsExactly("1 failed interrupted", "2 sent");
        assertThat(recipientsAmong(List.of(professional))).hasSize(2);
        assertThat(server.receivedMessages.stream()
                        .filter(mail -> mail.to().contains(professional.email()))
                        .map(mail -> messageId(mail))
                        .distinct())
                .hasSize(1);
        assertThat(node.strings(
                        "select '<' || message_id || '>' from notifications.delivery_attempt where number = 2 and account = '"
                                + professional.id() + "'"))
                .containsExactly(messageId(server.receivedMessages.getLast()));
    }

    @Test
    void email_rejectedByServer_isGivenUpAndTheNextIsSent() {
        TestRecipient customer = testData.customer();
        TestRecipient professional = testData.professional();
        server.contentRejection = new RejectException(554, "5.7.1 looks like spam");
        UUID booking = testData.book(customer, professional, 5);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> node.count("notifications.delivery_attempt where reason = 'refused' and account = '"
                                + professional.id() + "'")
                        == 1);
        server.contentRejection = null;
        testData.setStatus(customer, booking, "cancelled");
        testData.settle();

        assertThat(node.strings("select reason from notifications.delivery_attempt where account = '"
                        + professional.id() + "' and result = 'failed'"))
                .containsExactly("refused");
        assertThat(recipientsAmong(List.of(professional)))
                .as("only the email about the cancellation")
                .hasSize(1);
        assertThat(node.count("bus.dead_letter")).isZero();
    }

    private static String messageId(TestMailServer.ReceivedMessage mail) {
        try {
            return mail.parsed().getMessageID();
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> recipientsAmong(List<TestRecipient> people) {
        List<String> addresses = people.stream().map(TestRecipient::email).toList();
        return server.receivedMessages.stream()
                .flatMap(mail -> mail.to().stream())
                .filter(addresses::contains)
                .toList();
    }
}
