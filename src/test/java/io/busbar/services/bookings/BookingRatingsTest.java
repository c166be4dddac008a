package io.busbar.services.bookings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.busbar.testing.TestNode;
import io.busbar.testing.UsesServers;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The copies of reviews in bookings. */
@UsesServers
class BookingRatingsTest {
    @Test
    void copyReview_afterAnHourWithoutReviews_isStillRetried() {
        try (TestNode alone = TestNode.start(Map.of("SERVICES", "bookings,users,auth,mail"))) {
            alone.execute("""
                with sent as (
                  insert into bus.event (type, key, payload)
                  values ('bookings.booking.review.changed', '%1$s', '{"booking":"%1$s"}')
                  returning id, key)
                insert into bus.delivery (subscriber, event_id, key, attempts)
                select 'bookings.ratings', id, key, 12 from sent""".formatted(UUID.randomUUID()));

            await().untilAsserted(() -> assertThat(
                            alone.count("bus.delivery where subscriber = 'bookings.ratings' and attempts = 13"))
                    .isEqualTo(1));
            assertThat(alone.count("bus.dead_letter")).isZero();
        }
    }
}
