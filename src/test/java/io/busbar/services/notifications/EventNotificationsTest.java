package io.busbar.services.notifications;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.busbar.services.bookings.BookingTestData;
import io.busbar.services.notifications.NotificationTestData.TestRecipient;
import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.testing.ApiTest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The notifications that events cause. */
class EventNotificationsTest extends ApiTest {
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
    void register_createsNoNotification() {
        testData.settle();

        assertThat(customer.notifications()).isEmpty();
        assertThat(customer.inbox().subjects()).isEmpty();
    }

    @Test
    void requestBooking_notifiesProfessional() {
        UUID booking = testData.book(customer, professional, 5);

        JsonNode notification = professional.awaitNotification("booking.requested");
        assertThat(notification.path("number").asLong()).isEqualTo(1);
        assertThat(notification.path("type").asText()).isEqualTo("info");
        assertThat(notification.path("title").asText()).isEqualTo("New booking request");
        assertThat(notification.path("message").asText())
                .startsWith(customer.name() + " requested Tap repair on ")
                .endsWith(BookingTestData.daysFromNow(5).getYear() + ", 09:00 (Europe/Berlin).");
        assertThat(notification.path("read").asBoolean()).isFalse();
        assertThat(notification.at("/data/bookingId").asText()).isEqualTo(booking.toString());
        assertThat(notification.at("/data/userId").asText())
                .isEqualTo(customer.id().toString());
        testData.settle();
        assertThat(professional.types()).hasSize(1);
        assertThat(customer.notifications()).isEmpty();
        assertThat(pushed(customer)).containsExactly("booking:requested");
        assertThat(pushed(professional)).containsExactly("booking:requested", "newNotification");
        assertThat(pushedNotification(professional))
                .isEqualTo(notification.path("id").asText());
    }

    @Test
    void confirmBooking_notifiesCustomerInTheirTimeZone() {
        customer.api().put("/api/user/settings", "{\"timezone\":\"America/New_York\"}");
        testData.confirmedBooking(customer, professional, 5);

        JsonNode notification = customer.awaitNotification("booking.confirmed");
        assertThat(notification.path("type").asText()).isEqualTo("success");
        assertThat(notification.path("message").asText())
                .startsWith(professional.name() + " confirmed Tap repair on ")
                .endsWith(", 03:00 (America/New_York).");
        testData.settle();
        assertThat(professional.types()).containsExactly("booking.requested");
    }

    @Test
    void rejectBooking_withoutTimeZoneOfCustomer_usesTimeZoneOfBooking() {
        testData.setStatus(professional, testData.book(customer, professional, 5), "rejected");

        assertThat(customer.awaitNotification("booking.declined")
                        .path("message")
                        .asText())
                .startsWith(professional.name() + " declined Tap repair on ")
                .endsWith(", 09:00 (Europe/Berlin).");
        testData.settle();
        assertThat(professional.types()).containsExactly("booking.requested");
    }

    @Test
    void cancelBooking_notifiesOnlyTheOtherParty() {
        testData.setStatus(customer, testData.confirmedBooking(customer, professional, 5), "cancelled");
        professional.awaitNotification("booking.cancelled");
        testData.setStatus(professional, testData.confirmedBooking(customer, professional, 6), "cancelled");
        customer.awaitNotification("booking.cancelled");
        testData.settle();

        assertThat(professional.types()).containsExactly("booking.requested", "booking.cancelled", "booking.requested");
        assertThat(customer.types()).containsExactly("booking.cancelled", "booking.confirmed", "booking.confirmed");
    }

    @Test
    void confirmBooking_byAdmin_notifiesBothParties() {
        testData.setStatus(node.api(UserRole.ADMIN), testData.book(customer, professional, 5), "confirmed");

        assertThat(customer.awaitNotification("booking.confirmed")
                        .path("message")
                        .asText())
                .startsWith("An administrator confirmed Tap repair on ");
        professional.awaitNotification("booking.confirmed");
    }

    @Test
    void expireRequest_notifiesBothPartiesDifferently() {
        UUID booking = testData.book(customer, professional, 5);
        professional.awaitNotification("booking.requested");
        node.execute(
                "update bookings.booking set expires_at = now() - interval '1 second' where id = '" + booking + "'");
        testData.fireTimer("booking.answer.due", booking);

        assertThat(customer.awaitNotification("booking.request_expired")
                        .path("message")
                        .asText())
                .startsWith(professional.name() + " did not respond to your request for Tap repair on ");
        assertThat(professional
                        .awaitNotification("booking.request_missed")
                        .path("message")
                        .asText())
                .startsWith("You did not respond to the request of " + customer.name() + " for Tap repair on ");
    }

    @Test
    void reschedule_byCustomer_asksProfessionalToConfirm() {
        UUID booking = testData.confirmedBooking(customer, professional, 5);
        var moved = customer.api()
                .put(
                        "/api/booking/" + booking + "/reschedule",
                        "{\"date\":\"%s\",\"time\":\"11:00\"}".formatted(BookingTestData.daysFromNow(6)));
        assertThat(moved.status()).as("%s", moved.body()).isEqualTo(200);

        assertThat(professional
                        .awaitNotification("booking.reschedule_requested")
                        .path("message")
                        .asText())
                .startsWith(customer.name() + " moved Tap repair from ")
                .contains(", 09:00 (Europe/Berlin) to ")
                .endsWith(", 11:00 (Europe/Berlin). Please confirm or decline the new time.");
        testData.settle();
        assertThat(customer.types()).containsExactly("booking.confirmed");
    }

    @Test
    void completeBooking_asksCustomerForReview() {
        UUID booking = testData.confirmedBooking(customer, professional, 5);
        testData.bookings().shift(booking, "-6 days");
        testData.setStatus(professional, booking, "completed");

        customer.awaitNotification("booking.review_requested");
        testData.settle();
        assertThat(professional.types()).containsExactly("booking.requested");
    }

    @Test
    void completeBooking_bySystem_notifiesBothParties() {
        UUID booking = testData.confirmedBooking(customer, professional, 5);
        testData.bookings().shift(booking, "-8 days");
        testData.fireTimer("booking.completion.due", booking);

        customer.awaitNotification("booking.review_requested");
        professional.awaitNotification("booking.completed");
    }

    @Test
    void reminder_isSentUnlessTurnedOff() {
        professional.api().put("/api/user/settings", "{\"bookingReminders\":false}");
        UUID booking = testData.confirmedBooking(customer, professional, 5);
        testData.fireTimer("booking.reminder.day", booking);
        customer.awaitNotification("booking.reminder_day");
        testData.fireTimer("booking.reminder.hour", booking);

        assertThat(customer.awaitNotification("booking.reminder_hour")
                        .path("message")
                        .asText())
                .startsWith("Tap repair with " + professional.name() + " starts on ");
        testData.settle();
        assertThat(professional.types()).containsExactly("booking.requested");
    }

    @Test
    void accountEvents_notifyTheOwner() {
        publish("new.device.sign.in", "{\"id\":\"%s\",\"session\":\"%s\"}".formatted(customer.id(), UUID.randomUUID()));
        assertThat(customer.awaitNotification("account.new_device_sign_in")
                        .path("message")
                        .asText())
                .contains("(UTC)");
        publish("password.changed", "{\"id\":\"%s\"}".formatted(customer.id()));
        customer.awaitNotification("account.password_changed");
        publish("mfa.changed", "{\"id\":\"%s\",\"enabled\":true}".formatted(customer.id()));
        customer.awaitNotification("account.mfa_enabled");
        publish("mfa.changed", "{\"id\":\"%s\",\"enabled\":false}".formatted(customer.id()));
        customer.awaitNotification("account.mfa_disabled");
        publish(
                "refresh.token.reused",
                "{\"id\":\"%s\",\"session\":\"%s\"}".formatted(customer.id(), UUID.randomUUID()));

        assertThat(customer.awaitNotification("account.token_reused")
                        .path("type")
                        .asText())
                .isEqualTo("error");
        testData.publish("bookings.calendar.feed.created", customer.id(), "{\"id\":\"%s\"}".formatted(customer.id()));

        assertThat(customer.awaitNotification("account.calendar_feed_created")
                        .path("type")
                        .asText())
                .isEqualTo("warning");
        assertThat(customer.notifications()).hasSize(6);
        assertThat(professional.notifications()).isEmpty();
        assertThat(node.count("notifications.delivery_attempt where account = '" + customer.id() + "'"))
                .isZero();
    }

    @Test
    void event_deliveredTwice_createsOneNotification() {
        UUID booking = testData.book(customer, professional, 5);
        professional.awaitNotification("booking.requested");
        testData.settle();

        node.execute("insert into bus.delivery (subscriber, event_id, key) select 'notifications.bookings', id, key"
                + " from bus.event where type = 'bookings.booking.requested' and key = '" + booking + "'");
        testData.settle();
        testData.setStatus(customer, booking, "cancelled");

        assertThat(professional
                        .awaitNotification("booking.cancelled")
                        .path("number")
                        .asLong())
                .isEqualTo(2);
        assertThat(professional.types()).containsExactly("booking.cancelled", "booking.requested");
    }

    @Test
    void serviceTitle_withPlaceholders_isRenderedUnchanged() {
        publish(
                "bookings.booking.requested",
                UUID.randomUUID(),
                NotificationTestData.bookingChangedJson(
                        customer, professional, "{partner} {brace} and {start}", "2099-01-05T09:00:00Z"));

        assertThat(professional
                        .awaitNotification("booking.requested")
                        .path("message")
                        .asText())
                .startsWith(customer.name() + " requested {partner} {brace} and {start} on Monday, 5 January 2099");
    }

    @Test
    void reminder_tooLate_createsNoNotification() {
        Instant soon = Instant.now().plus(Duration.ofMinutes(30));
        for (String timer : List.of("day", "hour")) {
            publish("bookings.booking.reminder." + timer, UUID.randomUUID(), """
                    {"id":"%1$s","customer":"%2$s","professional":"%3$s","service":"%1$s","title":"Tap repair",\
                    "start":"%4$s","timeZone":"Europe/Berlin"}""".formatted(
                            UUID.randomUUID(), customer.id(), professional.id(), soon));
        }
        testData.settle();

        assertThat(professional.types()).containsExactly("booking.reminder_hour");
        assertThat(customer.types()).containsExactly("booking.reminder_hour");
    }

    @Test
    void partner_withPrivateProfile_isNamedByUsername() {
        customer.api().put("/api/user/settings", "{\"profileVisibility\":\"private\"}");
        testData.book(customer, professional, 5);

        assertThat(professional
                        .awaitNotification("booking.requested")
                        .path("message")
                        .asText())
                .startsWith(customer.name().replace("Person ", "Person") + " requested Tap repair on ");
    }

    @Test
    void eraseAccount_removesItsNameFromNotifications() {
        testData.confirmedBooking(customer, professional, 5);
        node.execute("delete from users.account where id = '" + customer.id() + "'");
        publish("users.account.erased", customer.id(), "{\"id\":\"%s\"}".formatted(customer.id()));

        assertThat(professional
                        .awaitNotification("booking.withdrawn")
                        .path("message")
                        .asText())
                .endsWith(" was cancelled because the other account no longer exists.");
        testData.settle();
        assertThat(professional.notifications().getLast().path("message").asText())
                .startsWith("A former user requested Tap repair");
        assertThat(node.count("notifications.notification where account = '" + customer.id() + "'"))
                .isZero();
        assertThat(node.count("notifications.inbox where account = '" + customer.id() + "'"))
                .isZero();
        assertThat(node.count("bus.stream_head where not erased and account = '" + customer.id() + "'"))
                .isZero();
        assertThat(professional.types()).hasSize(2);

        node.execute("update notifications.notification set partner_name = 'Late Name' where partner = '"
                + customer.id() + "' and account = '" + professional.id() + "'");
        node.execute("update bus.timer set due_at = now() where type = 'notifications.erasure.repeat' and key = '"
                + customer.id() + "'");
        await().untilAsserted(() -> assertThat(
                        professional.notifications().getLast().path("message").asText())
                .startsWith("A former user requested Tap repair"));
    }

    /** Returns the types of the pushes to the recipient. */
    private static List<String> pushed(TestRecipient testRecipient) {
        return node.strings("select type from bus.stream where account = '" + testRecipient.id() + "' order by cursor");
    }

    private static String pushedNotification(TestRecipient testRecipient) {
        return node.strings("select data->>'id' from bus.stream where type = 'newNotification' and account = '"
                        + testRecipient.id() + "'")
                .getFirst();
    }

    private void publish(String event, String payload) {
        publish("auth." + event, customer.id(), payload);
    }

    private static void publish(String event, UUID key, String payload) {
        testData.publish(event, key, payload);
    }
}
