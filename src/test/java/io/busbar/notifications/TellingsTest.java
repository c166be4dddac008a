package io.busbar.notifications;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.busbar.bookings.BookingWorld;
import io.busbar.bus.Role;
import io.busbar.notifications.NotificationWorld.Somebody;
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
class TellingsTest {
    private static TestNode node;
    private static NotificationWorld world;

    private Somebody customer;
    private Somebody professional;

    @BeforeAll
    static void start() {
        node = TestNode.start();
        world = NotificationWorld.on(node);
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @BeforeEach
    void meet() {
        customer = world.customer();
        professional = world.professional();
    }

    @Test
    void registering_tells_nothing() {
        world.settle();

        assertThat(customer.told()).isEmpty();
        assertThat(customer.inbox().subjects()).isEmpty();
    }

    @Test
    void a_request_tells_the_professional() {
        UUID booking = world.book(customer, professional, 5);

        JsonNode told = professional.await("booking.requested");
        assertThat(told.path("number").asLong()).isEqualTo(1);
        assertThat(told.path("type").asText()).isEqualTo("info");
        assertThat(told.path("title").asText()).isEqualTo("New booking request");
        assertThat(told.path("message").asText())
                .startsWith(customer.name() + " asks for Tap repair on ")
                .endsWith(BookingWorld.in(5).getYear() + ", 09:00 (Europe/Berlin).");
        assertThat(told.path("read").asBoolean()).isFalse();
        assertThat(told.at("/data/bookingId").asText()).isEqualTo(booking.toString());
        assertThat(told.at("/data/userId").asText()).isEqualTo(customer.id().toString());
        world.settle();
        assertThat(professional.kinds()).hasSize(1);
        assertThat(customer.told()).isEmpty();
        assertThat(pushed(customer)).containsExactly("booking:requested");
        assertThat(pushed(professional)).containsExactly("booking:requested", "newNotification");
        assertThat(pushedNotification(professional)).isEqualTo(told.path("id").asText());
    }

    @Test
    void the_answer_tells_the_customer_in_their_own_time_zone() {
        customer.api().put("/api/user/settings", "{\"timezone\":\"America/New_York\"}");
        world.confirmed(customer, professional, 5);

        JsonNode told = customer.await("booking.confirmed");
        assertThat(told.path("type").asText()).isEqualTo("success");
        assertThat(told.path("message").asText())
                .startsWith(professional.name() + " confirmed Tap repair on ")
                .endsWith(", 03:00 (America/New_York).");
        world.settle();
        assertThat(professional.kinds()).containsExactly("booking.requested");
    }

    @Test
    void a_customer_without_a_time_zone_hears_of_the_bookings() {
        world.set(professional, world.book(customer, professional, 5), "rejected");

        assertThat(customer.await("booking.declined").path("message").asText())
                .startsWith(professional.name() + " declined Tap repair on ")
                .endsWith(", 09:00 (Europe/Berlin).");
        world.settle();
        assertThat(professional.kinds()).containsExactly("booking.requested");
    }

    @Test
    void who_cancels_is_not_told_and_the_other_is() {
        world.set(customer, world.confirmed(customer, professional, 5), "cancelled");
        professional.await("booking.cancelled");
        world.set(professional, world.confirmed(customer, professional, 6), "cancelled");
        customer.await("booking.cancelled");
        world.settle();

        assertThat(professional.kinds()).containsExactly("booking.requested", "booking.cancelled", "booking.requested");
        assertThat(customer.kinds()).containsExactly("booking.cancelled", "booking.confirmed", "booking.confirmed");
    }

    @Test
    void what_an_admin_does_both_are_told() {
        world.set(node.api(Role.ADMIN), world.book(customer, professional, 5), "confirmed");

        assertThat(customer.await("booking.confirmed").path("message").asText())
                .startsWith("An administrator confirmed Tap repair on ");
        professional.await("booking.confirmed");
    }

    @Test
    void a_request_that_nobody_answered_tells_both_in_their_words() {
        UUID booking = world.book(customer, professional, 5);
        professional.await("booking.requested");
        node.execute(
                "update bookings.booking set expires_at = now() - interval '1 second' where id = '" + booking + "'");
        world.ring("booking.answer.due", booking);

        assertThat(customer.await("booking.unanswered").path("message").asText())
                .startsWith(professional.name() + " did not answer your request for Tap repair on ");
        assertThat(professional.await("booking.missed").path("message").asText())
                .startsWith("You did not answer the request of " + customer.name() + " for Tap repair on ");
    }

    @Test
    void a_booking_that_its_customer_moves_waits_for_the_professional_again() {
        UUID booking = world.confirmed(customer, professional, 5);
        var moved = customer.api()
                .put(
                        "/api/booking/" + booking + "/reschedule",
                        "{\"date\":\"%s\",\"time\":\"11:00\"}".formatted(BookingWorld.in(6)));
        assertThat(moved.status()).as("%s", moved.body()).isEqualTo(200);

        assertThat(professional.await("booking.move-asked").path("message").asText())
                .startsWith(customer.name() + " moved Tap repair from ")
                .contains(", 09:00 (Europe/Berlin) to ")
                .endsWith(", 11:00 (Europe/Berlin). It waits for your answer.");
        world.settle();
        assertThat(customer.kinds()).containsExactly("booking.confirmed");
    }

    @Test
    void work_that_is_done_asks_the_customer_how_it_was() {
        UUID booking = world.confirmed(customer, professional, 5);
        world.bookings().move(booking, "-6 days");
        world.set(professional, booking, "completed");

        customer.await("booking.review");
        world.settle();
        assertThat(professional.kinds()).containsExactly("booking.requested");
    }

    @Test
    void work_that_the_clock_takes_as_done_tells_both() {
        UUID booking = world.confirmed(customer, professional, 5);
        world.bookings().move(booking, "-8 days");
        world.ring("booking.completion.due", booking);

        customer.await("booking.review");
        professional.await("booking.completed");
    }

    @Test
    void both_are_reminded_unless_they_do_not_want_to_be() {
        professional.api().put("/api/user/settings", "{\"bookingReminders\":false}");
        UUID booking = world.confirmed(customer, professional, 5);
        world.ring("booking.reminder.day", booking);
        customer.await("booking.tomorrow");
        world.ring("booking.reminder.hour", booking);

        assertThat(customer.await("booking.soon").path("message").asText())
                .startsWith("Tap repair with " + professional.name() + " begins on ");
        world.settle();
        assertThat(professional.kinds()).containsExactly("booking.requested");
    }

    @Test
    void what_happens_to_an_account_is_told_its_owner() {
        announce("signed.in.anew", "{\"id\":\"%s\",\"session\":\"%s\"}".formatted(customer.id(), UUID.randomUUID()));
        assertThat(customer.await("account.sign-in").path("message").asText()).contains("(UTC)");
        announce("password.changed", "{\"id\":\"%s\"}".formatted(customer.id()));
        customer.await("account.password");
        announce("factor.changed", "{\"id\":\"%s\",\"enabled\":true}".formatted(customer.id()));
        customer.await("account.factor-on");
        announce("factor.changed", "{\"id\":\"%s\",\"enabled\":false}".formatted(customer.id()));
        customer.await("account.factor-off");
        announce(
                "refresh.token.reused",
                "{\"id\":\"%s\",\"session\":\"%s\"}".formatted(customer.id(), UUID.randomUUID()));

        assertThat(customer.await("account.copied").path("type").asText()).isEqualTo("error");
        world.announce("bookings.calendar.feed.made", customer.id(), "{\"id\":\"%s\"}".formatted(customer.id()));

        assertThat(customer.await("account.calendar").path("type").asText()).isEqualTo("warning");
        assertThat(customer.told()).hasSize(6);
        assertThat(professional.told()).isEmpty();
        assertThat(node.count("notifications.attempt where account = '" + customer.id() + "'"))
                .isZero();
    }

    @Test
    void what_is_delivered_twice_is_told_once() {
        UUID booking = world.book(customer, professional, 5);
        professional.await("booking.requested");
        world.settle();

        node.execute("insert into bus.delivery (subscriber, event_id, key) select 'notifications.bookings', id, key"
                + " from bus.event where type = 'bookings.booking.requested' and key = '" + booking + "'");
        world.settle();
        world.set(customer, booking, "cancelled");

        assertThat(professional.await("booking.cancelled").path("number").asLong())
                .isEqualTo(2);
        assertThat(professional.kinds()).containsExactly("booking.cancelled", "booking.requested");
    }

    @Test
    void what_a_service_is_called_stands_as_it_was_written() {
        announce(
                "bookings.booking.requested",
                UUID.randomUUID(),
                NotificationWorld.changed(
                        customer, professional, "{partner} {brace} and {start}", "2099-01-05T09:00:00Z"));

        assertThat(professional.await("booking.requested").path("message").asText())
                .startsWith(customer.name() + " asks for {partner} {brace} and {start} on Monday, 5 January 2099");
    }

    @Test
    void a_reminder_that_comes_when_it_is_no_longer_true_is_not_told() {
        Instant soon = Instant.now().plus(Duration.ofMinutes(30));
        for (String timer : List.of("day", "hour")) {
            announce("bookings.booking.reminder." + timer, UUID.randomUUID(), """
                    {"id":"%1$s","customer":"%2$s","professional":"%3$s","service":"%1$s","title":"Tap repair",\
                    "start":"%4$s","timeZone":"Europe/Berlin"}""".formatted(
                            UUID.randomUUID(), customer.id(), professional.id(), soon));
        }
        world.settle();

        assertThat(professional.kinds()).containsExactly("booking.soon");
        assertThat(customer.kinds()).containsExactly("booking.soon");
    }

    @Test
    void who_hides_their_profile_is_called_by_their_username() {
        customer.api().put("/api/user/settings", "{\"profileVisibility\":\"private\"}");
        world.book(customer, professional, 5);

        assertThat(professional.await("booking.requested").path("message").asText())
                .startsWith(customer.name().replace("Person ", "Person") + " asks for Tap repair on ");
    }

    @Test
    void the_erased_are_forgotten_by_name_too() {
        world.confirmed(customer, professional, 5);
        node.execute("delete from users.account where id = '" + customer.id() + "'");
        announce("users.account.erased", customer.id(), "{\"id\":\"%s\"}".formatted(customer.id()));

        assertThat(professional.await("booking.withdrawn").path("message").asText())
                .endsWith(" is off: the other person has left.");
        world.settle();
        assertThat(professional.told().getLast().path("message").asText())
                .startsWith("A former user asks for Tap repair");
        assertThat(node.count("notifications.notification where account = '" + customer.id() + "'"))
                .isZero();
        assertThat(node.count("notifications.inbox where account = '" + customer.id() + "'"))
                .isZero();
        assertThat(node.count("bus.stream_head where not erased and account = '" + customer.id() + "'"))
                .isZero();
        assertThat(professional.kinds()).hasSize(2);

        node.execute("update notifications.notification set partner_name = 'Late Name' where partner = '"
                + customer.id() + "' and account = '" + professional.id() + "'");
        node.execute("update bus.timer set due = now() where type = 'notifications.forgetting' and key = '"
                + customer.id() + "'");
        await().untilAsserted(() -> assertThat(
                        professional.told().getLast().path("message").asText())
                .startsWith("A former user asks for Tap repair"));
    }

    /** What their browsers heard of. */
    private static List<String> pushed(Somebody somebody) {
        return node.texts("select type from bus.stream where account = '" + somebody.id() + "' order by cursor");
    }

    private static String pushedNotification(Somebody somebody) {
        return node.texts("select data->>'id' from bus.stream where type = 'newNotification' and account = '"
                        + somebody.id() + "'")
                .getFirst();
    }

    private void announce(String event, String payload) {
        announce("auth." + event, customer.id(), payload);
    }

    private static void announce(String event, UUID key, String payload) {
        world.announce(event, key, payload);
    }
}
