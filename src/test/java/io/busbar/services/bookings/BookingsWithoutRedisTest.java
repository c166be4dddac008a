package io.busbar.services.bookings;

import static io.busbar.services.bookings.BookingTestData.daysFromNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.busbar.http.TestRedis;
import io.busbar.services.bookings.BookingTestData.TestProfessional;
import io.busbar.testing.ApiClient;
import io.busbar.testing.ApiClient.ApiResponse;
import io.busbar.testing.TestNode;
import io.busbar.testing.UsesServers;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Bookings work without Redis, which serves only limits and presence. */
@UsesServers
class BookingsWithoutRedisTest {

    @Test
    void createBooking_whileRedisIsDownAndAfterwards_succeeds() {
        try (TestRedis redis = new TestRedis();
                TestNode node = TestNode.start(Map.of("REDIS_URL", redis.url()))) {
            BookingTestData world = BookingTestData.on(node);
            TestProfessional pro = world.alwaysAvailable();
            ApiClient customer = world.customer();
            world.book(customer, pro, daysFromNow(3), "09:00");

            redis.stop();
            UUID booking = world.book(customer, pro, daysFromNow(3), "11:00");
            ApiResponse taken = customer.post("/api/booking", world.requestBody(pro.id(), daysFromNow(3), "11:00"));
            ApiResponse confirmed = pro.api().put("/api/booking/" + booking + "/status", "{\"status\":\"confirmed\"}");
            ApiResponse read = customer.get("/api/booking/" + booking);

            assertThat(taken.status()).isEqualTo(409);
            assertThat(confirmed.status()).as("%s", confirmed.body()).isEqualTo(200);
            assertThat(read.body().path("status").asText()).isEqualTo("confirmed");
            await().untilAsserted(() -> assertThat(
                            node.count("notifications.notification where account = '" + pro.id() + "'"))
                    .isEqualTo(2));

            redis.start();
            world.book(customer, pro, daysFromNow(3), "13:00");
        }
    }
}
