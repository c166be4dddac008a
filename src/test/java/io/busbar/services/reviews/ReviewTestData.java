package io.busbar.services.reviews;

import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.testing.TestNode;
import io.busbar.testing.TestUsers;
import io.busbar.testing.TestUsers.TestUser;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** Customers and professionals with bookings to review. */
record ReviewTestData(TestNode node) {
    private static final AtomicInteger DAYS = new AtomicInteger();

    TestUser customer() {
        return person(UserRole.CUSTOMER);
    }

    TestUser professional() {
        return person(UserRole.PROFESSIONAL);
    }

    TestUser person(UserRole role) {
        return TestUsers.create(node, role);
    }

    /** Creates a past booking of the two; each one is later than the one before. */
    UUID completedBooking(TestUser customer, TestUser professional) {
        return booking(customer, professional, "completed");
    }

    UUID booking(TestUser customer, TestUser professional, String status) {
        UUID id = UUID.randomUUID();
        String start = "timestamptz '2020-01-01 09:00+00' + interval '%d days'".formatted(DAYS.incrementAndGet());
        node.execute("""
            with booked as (
              insert into catalog.service (id, title, description, category) values ('%1$s', 'Booked %1$s', 'A service.', 'plumbing'))
            insert into bookings.booking (id, status, professional, customer, service, title, starts_at, ends_at, blocked, zone, local_start,
              expires_at)
            select '%1$s', '%2$s', '%3$s', '%4$s', '%1$s', 'Tap repair', start, start + interval '1 hour',
                   tstzrange(start, start + interval '1 hour'), 'UTC', start at time zone 'UTC', %5$s
            from (select %6$s as start)""".formatted(
                        id,
                        status,
                        professional.id(),
                        customer.id(),
                        status.equals("pending") ? "now() + interval '1 hour'" : "null",
                        start));
        return id;
    }

    static String reviewBody(TestUser reviewee, int rating, String comment) {
        return "{\"reviewee\":\"%s\",\"rating\":%d,\"comment\":\"%s\"}".formatted(reviewee.id(), rating, comment);
    }

    long countReviews(TestUser professional) {
        return node.count("reviews.review where professional = '" + professional.id() + "'");
    }

    long countEvents(String type, TestUser professional) {
        return node.count("bus.event where type = 'reviews.review." + type + "' and key = '" + professional.id() + "'");
    }

    /** Publishes the event of an erased account without erasing it. */
    void publishErased(UUID person) {
        node.execute("""
            with sent as (
              insert into bus.event (type, key, payload)
              values ('users.account.erased', '%1$s', '{"id":"%1$s"}') returning id, type, key)
            insert into bus.delivery (subscriber, event_id, key)
            select s.subscriber, sent.id, sent.key from sent join bus.subscription s on s.event_type = sent.type""".formatted(person));
    }
}
