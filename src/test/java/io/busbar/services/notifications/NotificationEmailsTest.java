package io.busbar.services.notifications;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.busbar.services.notifications.NotificationTestData.TestRecipient;
import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.testing.ApiClient.ApiResponse;
import io.busbar.testing.ApiTest;
import io.busbar.testing.BusbarNode;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Emails about notifications, and the recorded delivery attempts. */
@BusbarNode(settings = "CLIENT_URL=https://market.example")
class NotificationEmailsTest extends ApiTest {
    private static NotificationTestData testData;

    private TestRecipient customer;
    private TestRecipient professional;

    @BeforeAll
    static void start() {
        testData = NotificationTestData.on(node);
    }

    @BeforeEach
    void createUsers() {
        customer = testData.customer();
        professional = testData.professional();
    }

    @Test
    void booking_throughAllSteps_emailsTheRightParties() {
        UUID booking = testData.confirmedBooking(customer, professional, 5);
        testData.fireTimer("booking.reminder.day", booking);
        customer.awaitNotification("booking.reminder_day");
        testData.fireTimer("booking.reminder.hour", booking);
        customer.awaitNotification("booking.reminder_hour");
        testData.bookings().shift(booking, "-6 days");
        testData.setStatus(professional, booking, "completed");
        customer.awaitNotification("booking.review_requested");
        testData.settle();

        assertThat(customer.inbox().subjects())
                .containsExactly(
                        "How did it go?",
                        "Your booking is in one hour",
                        "Your booking is in 24 hours",
                        "Booking confirmed");
        assertThat(professional.inbox().subjects())
                .containsExactly("Your booking is in one hour", "Your booking is in 24 hours", "New booking request");
        assertThat(customer.inbox().await("How did it go?"))
                .contains("Write a review: https://market.example/bookings/" + booking + "/review");
        assertThat(professional.inbox().await("New booking request"))
                .contains(customer.name() + " requested Tap repair")
                .contains("Respond to request: https://market.example/bookings/" + booking);
    }

    @Test
    void email_withAddressInNames_containsNoLinks() {
        node.execute(
                "update users.account set full_name = 'Win at https://evil.example/prize <a href=''//evil.example''>'"
                        + " where id = '" + customer.id() + "'");
        testData.publish(
                "bookings.booking.requested",
                UUID.randomUUID(),
                NotificationTestData.bookingChangedJson(
                        customer, professional, "Write ada@evil.example", "2051-01-05T09:00:00Z"));

        String text = professional.inbox().await("New booking request");
        assertThat(text)
                .contains("Win at https: //evil. example/prize")
                .containsPattern("ada @\\s+evil\\. example")
                .contains("Respond to request: https://market.example/bookings/");
        String whole =
                node.api().get("/dev/mail?to=" + professional.email()).body().toString();
        assertThat(whole).contains("&lt;a href=").doesNotContain("evil.example", "https://evil", "@evil");
    }

    @Test
    void email_afterSending_isRecordedAsAttempt() {
        testData.book(customer, professional, 5);
        JsonNode notification = professional.awaitNotification("booking.requested");
        professional.inbox().await("New booking request");

        JsonNode attempt = attempts(professional, 1).getFirst();
        assertThat(attempt.path("notificationId")).isEqualTo(notification.path("id"));
        assertThat(attempt.path("number").asInt()).isEqualTo(1);
        assertThat(attempt.path("result").asText()).isEqualTo("sent");
        assertThat(attempt.path("channel").asText()).isEqualTo("email");
        assertThat(attempt.path("messageId").asText()).contains("@");
        assertThat(customer.api().get("/api/notification/attempts").status()).isEqualTo(403);
    }

    @Test
    void email_toRecipientWhoTurnedItOff_isSkipped() {
        professional.api().put("/api/user/settings", "{\"emailNotifications\":false}");
        testData.book(customer, professional, 5);
        professional.awaitNotification("booking.requested");

        assertSkipped("preference");
    }

    @Test
    void email_toSuspendedRecipient_isSkipped() {
        node.execute("update users.account set status = 'suspended' where id = '" + customer.id() + "'");
        testData.publish(
                "reviews.review.created",
                customer.id(),
                "{\"id\":\"%1$s\",\"booking\":\"%1$s\",\"reviewer\":\"%2$s\",\"professional\":\"%3$s\",\"rating\":4,\"previous\":0}"
                        .formatted(UUID.randomUUID(), professional.id(), customer.id()));

        JsonNode attempt = attempts(customer, 1).getFirst();
        assertThat(attempt.path("reason").asText()).isEqualTo("suspended");
        assertThat(customer.inbox().subjects()).isEmpty();
    }

    @Test
    void email_afterStartOfBooking_isSkippedAsLate() {
        testData.publish(
                "bookings.booking.requested",
                UUID.randomUUID(),
                NotificationTestData.bookingChangedJson(customer, professional, "Tap repair", "2026-01-05T09:00:00Z"));
        professional.awaitNotification("booking.requested");

        assertSkipped("late");
    }

    @Test
    void email_aboutReview_dependsOnPreference() {
        TestRecipient deaf = testData.professional();
        deaf.api().put("/api/user/settings", "{\"reviewNotifications\":false}");
        for (TestRecipient reviewed : List.of(deaf, professional)) {
            testData.publish(
                    "reviews.review.created",
                    reviewed.id(),
                    "{\"id\":\"%1$s\",\"booking\":\"%1$s\",\"reviewer\":\"%2$s\",\"professional\":\"%3$s\",\"rating\":4,\"previous\":0}"
                            .formatted(UUID.randomUUID(), customer.id(), reviewed.id()));
        }

        assertThat(professional.inbox().await("New review")).contains(customer.name() + " rated you 4 out of 5 stars.");
        testData.settle();
        assertThat(deaf.notifications()).isEmpty();
        assertThat(deaf.inbox().subjects()).isEmpty();
    }

    private void assertSkipped(String reason) {
        JsonNode attempt = attempts(professional, 1).getFirst();
        assertThat(attempt.path("result").asText()).isEqualTo("skipped");
        assertThat(attempt.path("reason").asText()).isEqualTo(reason);
        assertThat(attempt.path("messageId").isMissingNode()).isTrue();
        testData.settle();
        assertThat(professional.inbox().subjects()).isEmpty();
    }

    /** Waits until the recipient has this number of ended attempts. */
    private static List<JsonNode> attempts(TestRecipient testRecipient, int count) {
        return await().atMost(Duration.ofSeconds(15))
                .until(
                        () -> {
                            ApiResponse apiResponse = node.api(UserRole.ADMIN)
                                    .get("/api/notification/attempts?userId=" + testRecipient.id());
                            assertThat(apiResponse.status())
                                    .as("%s", apiResponse.body())
                                    .isEqualTo(200);
                            return StreamSupport.stream(apiResponse.body().spliterator(), false)
                                    .toList();
                        },
                        found -> found.size() >= count
                                && found.stream()
                                        .noneMatch(each ->
                                                each.path("result").asText().equals("sending")));
    }
}
