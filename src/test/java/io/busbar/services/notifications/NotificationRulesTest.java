package io.busbar.services.notifications;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.busbar.bus.Role;
import io.busbar.services.bookings.BookingTestData;
import io.busbar.services.notifications.NotificationTestData.TestRecipient;
import io.busbar.testing.TestNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is told what of what happens, and who is not. */
class NotificationRulesTest {
    private static TestNode node;
    private static NotificationTestData testData;

    private TestRecipient customer;
    private TestRecipient professional;

    @BeforeAll
    static void start() {
        node = TestNode.start();
        testData = NotificationTestData.on(node);
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @BeforeEach
    void meet() {
        customer = testData.customer();
        professional = testData.professional();
    }

    @Test
    void registering_tells_nothing() {
        testData.settle();

        assertThat(customer.notifications()).isEmpty();
        assertThat(customer.inbox().subjects()).isEmpty();
    }

    @Test
    void a_request_tells_the_professional() {
        UUID booking = testData.book(customer, professional, 5);

        JsonNode notification = professional.awaitNotification("booking.requested");
        assertThat(notification.path("number").asLong()).isEqualTo(1);
        assertThat(notification.path("type").asText()).isEqualTo("info");
        assertThat(notification.path("title").asText()).isEqualTo("New booking request");
        assertThat(notification.path("message").asText())
                .startsWith(customer.name() + " asks for Tap repair on ")
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
    void the_answer_tells_the_customer_in_their_own_time_zone() {
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
    void a_customer_without_a_time_zone_hears_of_the_bookings() {
        testData.set(professional, testData.book(customer, professional, 5), "rejected");

        assertThat(customer.awaitNotification("booking.declined")
                        .path("message")
                        .asText())
                .startsWith(professional.name() + " declined Tap repair on ")
                .endsWith(", 09:00 (Europe/Berlin).");
        testData.settle();
        assertThat(professional.types()).containsExactly("booking.requested");
    }

    @Test
    void who_cancels_is_not_told_and_the_other_is() {
        testData.set(customer, testData.confirmedBooking(customer, professional, 5), "cancelled");
        professional.awaitNotification("booking.cancelled");
        testData.set(professional, testData.confirmedBooking(customer, professional, 6), "cancelled");
        customer.awaitNotification("booking.cancelled");
        testData.settle();

        assertThat(professional.types()).containsExactly("booking.requested", "booking.cancelled", "booking.requested");
        assertThat(customer.types()).containsExactly("booking.cancelled", "booking.confirmed", "booking.confirmed");
    }

    @Test
    void what_an_admin_does_both_are_told() {
        testData.set(node.api(Role.ADMIN), testData.book(customer, professional, 5), "confirmed");

        assertThat(customer.awaitNotification("booking.confirmed")
                        .path("message")
                        .asText())
                .startsWith("An administrator confirmed Tap repair on ");
        professional.awaitNotification("booking.confirmed");
    }

    @Test
    void a_request_that_nobody_answered_tells_both_in_their_words() {
        UUID booking = testData.book(customer, professional, 5);
        professional.awaitNotification("booking.requested");
        node.execute(
                "update bookings.booking set expires_at = now() - interval '1 second' where id = '" + booking + "'");
        testData.fireTimer("booking.answer.due", booking);

        assertThat(customer.awaitNotification("booking.unanswered")
                        .path("message")
                        .asText())
                .startsWith(professional.name() + " did not answer your request for Tap repair on ");
        assertThat(professional
                        .awaitNotification("booking.missed")
                        .path("message")
                        .asText())
                .startsWith("You did not answer the request of " + customer.name() + " for Tap repair on ");
    }

    @Test
    void a_booking_that_its_customer_moves_waits_for_the_professional_again() {
        UUID booking = testData.confirmedBooking(customer, professional, 5);
        var moved = customer.api()
                .put(
                        "/api/booking/" + booking + "/reschedule",
                        "{\"date\":\"%s\",\"time\":\"11:00\"}".formatted(BookingTestData.daysFromNow(6)));
        assertThat(moved.status()).as("%s", moved.body()).isEqualTo(200);

        assertThat(professional
                        .awaitNotification("booking.move-asked")
                        .path("message")
                        .asText())
                .startsWith(customer.name() + " moved Tap repair from ")
                .contains(", 09:00 (Europe/Berlin) to ")
                .endsWith(", 11:00 (Europe/Berlin). It waits for your answer.");
        testData.settle();
        assertThat(customer.types()).containsExactly("booking.confirmed");
    }

    @Test
    void work_that_is_done_asks_the_customer_how_it_was() {
        UUID booking = testData.confirmedBooking(customer, professional, 5);
        testData.bookings().shift(booking, "-6 days");
        testData.set(professional, booking, "completed");

        customer.awaitNotification("booking.review");
        testData.settle();
        assertThat(professional.types()).containsExactly("booking.requested");
    }

    @Test
    void work_that_the_clock_takes_as_done_tells_both() {
        UUID booking = testData.confirmedBooking(customer, professional, 5);
        testData.bookings().shift(booking, "-8 days");
        testData.fireTimer("booking.completion.due", booking);

        customer.awaitNotification("booking.review");
        professional.awaitNotification("booking.completed");
    }

    @Test
    void both_are_reminded_unless_they_do_not_want_to_be() {
        professional.api().put("/api/user/settings", "{\"bookingReminders\":false}");
        UUID booking = testData.confirmedBooking(customer, professional, 5);
        testData.fireTimer("booking.reminder.day", booking);
        customer.awaitNotification("booking.tomorrow");
        testData.fireTimer("booking.reminder.hour", booking);

        assertThat(customer.awaitNotification("booking.soon").path("message").asText())
                .startsWith("Tap repair with " + professional.name() + " begins on ");
        testData.settle();
        assertThat(professional.types()).containsExactly("booking.requested");
    }

    @Test
    void what_happens_to_an_account_is_told_its_owner() {
        publish("signed.in.anew", "{\"id\":\"%s\",\"session\":\"%s\"}".formatted(customer.id(), UUID.randomUUID()));
        assertThat(customer.awaitNotification("account.sign-in").path("message").asText())
                .contains("(UTC)");
        publish("password.changed", "{\"id\":\"%s\"}".formatted(customer.id()));
        customer.awaitNotification("account.password");
        publish("factor.changed", "{\"id\":\"%s\",\"enabled\":true}".formatted(customer.id()));
        customer.awaitNotification("account.factor-on");
        publish("factor.changed", "{\"id\":\"%s\",\"enabled\":false}".formatted(customer.id()));
        customer.awaitNotification("account.factor-off");
        publish(
                "refresh.token.reused",
                "{\"id\":\"%s\",\"session\":\"%s\"}".formatted(customer.id(), UUID.randomUUID()));

        assertThat(customer.awaitNotification("account.copied").path("type").asText())
                .isEqualTo("error");
        testData.publish("bookings.calendar.feed.made", customer.id(), "{\"id\":\"%s\"}".formatted(customer.id()));

        assertThat(customer.awaitNotification("account.calendar").path("type").asText())
                .isEqualTo("warning");
        assertThat(customer.notifications()).hasSize(6);
        assertThat(professional.notifications()).isEmpty();
        assertThat(node.count("notifications.attempt where account = '" + customer.id() + "'"))
                .isZero();
    }

    @Test
    void what_is_delivered_twice_is_told_once() {
        UUID booking = testData.book(customer, professional, 5);
        professional.awaitNotification("booking.requested");
        testData.settle();

        node.execute("insert into bus.delivery (subscriber, event_id, key) select 'notifications.bookings', id, key"
                + " from bus.event where type = 'bookings.booking.requested' and key = '" + booking + "'");
        testData.settle();
        testData.set(customer, booking, "cancelled");

        assertThat(professional
                        .awaitNotification("booking.cancelled")
                        .path("number")
                        .asLong())
                .isEqualTo(2);
        assertThat(professional.types()).containsExactly("booking.cancelled", "booking.requested");
    }

    @Test
    void what_a_service_is_called_stands_as_it_was_written() {
        publish(
                "bookings.booking.requested",
                UUID.randomUUID(),
                NotificationTestData.bookingChangedJson(
                        customer, professional, "{partner} {brace} and {start}", "2099-01-05T09:00:00Z"));

        assertThat(professional
                        .awaitNotification("booking.requested")
                        .path("message")
                        .asText())
                .startsWith(customer.name() + " asks for {partner} {brace} and {start} on Monday, 5 January 2099");
    }

    @Test
    void a_reminder_that_comes_when_it_is_no_longer_true_is_not_told() {
        Instant soon = Instant.now().plus(Duration.ofMinutes(30));
        for (String timer : List.of("day", "hour")) {
            publish("bookings.booking.reminder." + timer, UUID.randomUUID(), """
                    {"id":"%1$s","customer":"%2$s","professional":"%3$s","service":"%1$s","title":"Tap repair",\
                    "start":"%4$s","timeZone":"Europe/Berlin"}""".formatted(
                            UUID.randomUUID(), customer.id(), professional.id(), soon));
        }
        testData.settle();

        assertThat(professional.types()).containsExactly("booking.soon");
        assertThat(customer.types()).containsExactly("booking.soon");
    }

    @Test
    void who_hides_their_profile_is_called_by_their_username() {
        customer.api().put("/api/user/settings", "{\"profileVisibility\":\"private\"}");
        testData.book(customer, professional, 5);

        assertThat(professional
                        .awaitNotification("booking.requested")
                        .path("message")
                        .asText())
                .startsWith(customer.name().replace("Person ", "Person") + " asks for Tap repair on ");
    }

    @Test
    void the_erased_are_forgotten_by_name_too() {
        testData.confirmedBooking(customer, professional, 5);
        node.execute("delete from users.account where id = '" + customer.id() + "'");
        publish("users.account.erased", customer.id(), "{\"id\":\"%s\"}".formatted(customer.id()));

        assertThat(professional
                        .awaitNotification("booking.withdrawn")
                        .path("message")
                        .asText())
                .endsWith(" is off: the other person has left.");
        testData.settle();
        assertThat(professional.notifications().getLast().path("message").asText())
                .startsWith("A former user asks for Tap repair");
        assertThat(node.count("notifications.notification where account = '" + customer.id() + "'"))
                .isZero();
        assertThat(node.count("notifications.inbox where account = '" + customer.id() + "'"))
                .isZero();
        assertThat(node.count("bus.stream_head where not erased and account = '" + customer.id() + "'"))
                .isZero();
        assertThat(professional.types()).hasSize(2);

        node.execute("update notifications.notification set partner_name = 'Late Name' where partner = '"
                + customer.id() + "' and account = '" + professional.id() + "'");
        node.execute("update bus.timer set due_at = now() where type = 'notifications.forgetting' and key = '"
                + customer.id() + "'");
        await().untilAsserted(() -> assertThat(
                        professional.notifications().getLast().path("message").asText())
                .startsWith("A former user asks for Tap repair"));
    }

    /** What their browsers heard of. */
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
