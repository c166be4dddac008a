package io.busbar.notifications;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.busbar.bookings.BookingWorld;
import io.busbar.bookings.BookingWorld.Professional;
import io.busbar.bus.Role;
import io.busbar.testing.Api;
import io.busbar.testing.Api.Answer;
import io.busbar.testing.Inbox;
import io.busbar.testing.People;
import io.busbar.testing.People.Person;
import io.busbar.testing.TestNode;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;

/** A marketplace in which people book each other and hear of it. */
record NotificationWorld(TestNode node, BookingWorld bookings) {
    static NotificationWorld on(TestNode node) {
        return new NotificationWorld(node, BookingWorld.on(node));
    }

    /** Somebody, and what they see of the API. */
    record Somebody(TestNode node, UUID id, Api api, String email, String name) {
        Somebody(TestNode node, Person person) {
            this(node, person.id(), node.api(person.id(), person.role()), person.email(), name(person.username()));
        }

        private static String name(String username) {
            return "Person " + username.substring("person".length());
        }

        Inbox inbox() {
            return new Inbox(node, email);
        }

        /** What they were told, the newest first. */
        List<JsonNode> told() {
            Answer answer = api().get("/api/notification?limit=200");
            assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
            return StreamSupport.stream(answer.body().spliterator(), false).toList();
        }

        /** The kinds of what they were told, the newest first. */
        List<String> kinds() {
            return told().stream().map(each -> each.at("/data/kind").asText()).toList();
        }

        /** Waits until the newest they were told is of this kind. */
        JsonNode await(String kind) {
            return org.awaitility.Awaitility.await(kind + " to " + name)
                    .atMost(Duration.ofSeconds(15))
                    .until(
                            this::told,
                            told -> !told.isEmpty()
                                    && told.getFirst().at("/data/kind").asText().equals(kind))
                    .getFirst();
        }

        Professional bookable() {
            return new Professional(id, api);
        }
    }

    /** A customer who has set no time zone. */
    Somebody customer() {
        return new Somebody(node, People.make(node, Role.CUSTOMER));
    }

    /** A professional in Berlin who works day and night. */
    Somebody professional() {
        Professional made = bookings.tireless();
        String username = node.texts("select username from users.account where id = '" + made.id() + "'")
                .getFirst();
        return new Somebody(node, made.id(), made.api(), username + "@example.com", Somebody.name(username));
    }

    UUID book(Somebody customer, Somebody professional, int days) {
        return bookings.book(customer.api(), professional.bookable(), BookingWorld.in(days), "09:00");
    }

    UUID confirmed(Somebody customer, Somebody professional, int days) {
        UUID booking = book(customer, professional, days);
        set(professional, booking, "confirmed");
        customer.await("booking.confirmed");
        return booking;
    }

    void set(Somebody somebody, UUID booking, String status) {
        set(somebody.api(), booking, status);
    }

    void set(Api api, UUID booking, String status) {
        Answer answer = api.put("/api/booking/" + booking + "/status", "{\"status\":\"" + status + "\"}");
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
    }

    /** Lets a timer of a booking ring now. */
    void ring(String timer, UUID booking) {
        node.execute(
                "update bus.timer set due = now() where type = 'bookings." + timer + "' and key = '" + booking + "'");
    }

    /** Announces something as its service would. */
    void announce(String type, UUID key, String payload) {
        node.execute("""
            with said as (
              insert into bus.event (type, key, payload) values ('%s', '%s', '%s') returning id, type, key)
            insert into bus.delivery (subscriber, event_id, key)
            select s.subscriber, said.id, said.key from said join bus.subscription s on s.event_type = said.type""".formatted(type, key, payload));
    }

    /** A booking that waits for its professional, as it is announced. */
    static String changed(Somebody customer, Somebody professional, String title, String start) {
        return """
                {"id":"%1$s","customer":"%2$s","professional":"%3$s","service":"%1$s","title":"%4$s","status":"pending",\
                "start":"%5$s","end":"%5$s","timeZone":"Europe/Berlin","by":"customer","late":false}""".formatted(UUID.randomUUID(), customer.id(), professional.id(), title, start);
    }

    /** Waits until every delivery has had its effect. */
    void settle() {
        await().atMost(Duration.ofSeconds(15)).until(() -> node.count("bus.delivery") == 0);
    }
}
