package io.busbar.services.notifications;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.busbar.services.bookings.BookingTestData;
import io.busbar.services.bookings.BookingTestData.TestProfessional;
import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.testing.ApiClient;
import io.busbar.testing.ApiClient.ApiResponse;
import io.busbar.testing.EmailInbox;
import io.busbar.testing.TestNode;
import io.busbar.testing.TestUsers;
import io.busbar.testing.TestUsers.TestUser;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;

/** Customers and professionals who book each other and get notifications. */
record NotificationTestData(TestNode node, BookingTestData bookings) {
    static NotificationTestData on(TestNode node) {
        return new NotificationTestData(node, BookingTestData.on(node));
    }

    /** A user who gets notifications. */
    record TestRecipient(TestNode node, UUID id, ApiClient api, String email, String name) {
        TestRecipient(TestNode node, TestUser testUser) {
            this(
                    node,
                    testUser.id(),
                    node.api(testUser.id(), testUser.role()),
                    testUser.email(),
                    name(testUser.username()));
        }

        private static String name(String username) {
            return "Person " + username.substring("person".length());
        }

        EmailInbox inbox() {
            return new EmailInbox(node, email);
        }

        /** Returns the notifications, newest first. */
        List<JsonNode> notifications() {
            ApiResponse apiResponse = api().get("/api/notification?limit=200");
            assertThat(apiResponse.status()).as("%s", apiResponse.body()).isEqualTo(200);
            return StreamSupport.stream(apiResponse.body().spliterator(), false).toList();
        }

        /** Returns the types of the notifications, newest first. */
        List<String> types() {
            return notifications().stream()
                    .map(each -> each.at("/data/notificationType").asText())
                    .toList();
        }

        /** Waits until the newest notification is of this type. */
        JsonNode awaitNotification(String type) {
            return org.awaitility.Awaitility.await(type + " to " + name)
                    .atMost(Duration.ofSeconds(15))
                    .until(
                            this::notifications,
                            notifications -> !notifications.isEmpty()
                                    && notifications
                                            .getFirst()
                                            .at("/data/notificationType")
                                            .asText()
                                            .equals(type))
                    .getFirst();
        }

        TestProfessional bookable() {
            return new TestProfessional(id, api);
        }
    }

    /** Creates a customer who has set no time zone. */
    TestRecipient customer() {
        return new TestRecipient(node, TestUsers.create(node, UserRole.CUSTOMER));
    }

    /** Creates a professional in Berlin who is available around the clock. */
    TestRecipient professional() {
        TestProfessional testProfessional = bookings.alwaysAvailable();
        String username = node.strings("select username from users.account where id = '" + testProfessional.id() + "'")
                .getFirst();
        return new TestRecipient(
                node,
                testProfessional.id(),
                testProfessional.api(),
                username + "@example.com",
                TestRecipient.name(username));
    }

    UUID book(TestRecipient customer, TestRecipient professional, int days) {
        return bookings.book(customer.api(), professional.bookable(), BookingTestData.daysFromNow(days), "09:00");
    }

    UUID confirmedBooking(TestRecipient customer, TestRecipient professional, int days) {
        UUID booking = book(customer, professional, days);
        setStatus(professional, booking, "confirmed");
        customer.awaitNotification("booking.confirmed");
        return booking;
    }

    void setStatus(TestRecipient testRecipient, UUID booking, String status) {
        setStatus(testRecipient.api(), booking, status);
    }

    void setStatus(ApiClient apiClient, UUID booking, String status) {
        ApiResponse apiResponse =
                apiClient.put("/api/booking/" + booking + "/status", "{\"status\":\"" + status + "\"}");
        assertThat(apiResponse.status()).as("%s", apiResponse.body()).isEqualTo(200);
    }

    /** Makes a timer of a booking due now. */
    void fireTimer(String timer, UUID booking) {
        node.execute("update bus.timer set due_at = now() where type = 'bookings." + timer + "' and key = '" + booking
                + "'");
    }

    /** Publishes an event as its service would. */
    void publish(String type, UUID key, String payload) {
        node.execute("""
            with sent as (
              insert into bus.event (type, key, payload) values ('%s', '%s', '%s') returning id, type, key)
            insert into bus.delivery (subscriber, event_id, key)
            select s.subscriber, sent.id, sent.key from sent join bus.subscription s on s.event_type = sent.type""".formatted(type, key, payload));
    }

    /** Returns the event of a pending booking. */
    static String bookingChangedJson(TestRecipient customer, TestRecipient professional, String title, String start) {
        return """
                {"id":"%1$s","customer":"%2$s","professional":"%3$s","service":"%1$s","title":"%4$s","status":"pending",\
                "start":"%5$s","end":"%5$s","timeZone":"Europe/Berlin","by":"customer","late":false}""".formatted(UUID.randomUUID(), customer.id(), professional.id(), title, start);
    }

    /** Waits until all deliveries are done. */
    void settle() {
        node.settle();
    }
}
