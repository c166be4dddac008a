package io.busbar.services.bookings;

import static io.busbar.services.bookings.BookingTestData.daysFromNow;
import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.services.bookings.BookingTestData.TestProfessional;
import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.testing.ApiClient;
import io.busbar.testing.ApiClient.ApiResponse;
import io.busbar.testing.BusbarNode;
import io.busbar.testing.TestNode;
import io.busbar.testing.TwoNodeCluster;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Services of the catalog are deleted while others book them through another node. */
@BusbarNode(nodes = 2)
class ServiceDeletionTest {
    private static final int ROUNDS = 40;

    private static TestNode one;
    private static TestNode two;
    private static BookingTestData testData;

    @BeforeAll
    static void start(TwoNodeCluster nodes) {
        one = nodes.first();
        two = nodes.second();
        testData = BookingTestData.on(one);
    }

    @Test
    void deleteService_withOpenBooking_returnsConflictUntilItIsClosed() {
        TestProfessional pro = testData.alwaysAvailable();
        ApiClient customer = one.api(UserRole.CUSTOMER);
        UUID service = createService();
        String booking =
                book(customer, pro, service, 3).body().at("/booking/id").asText();

        ApiResponse refused = delete(service);

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.body().path("message").asText()).isEqualTo("This service has open bookings");
        assertThat(refused.body().at("/details/service").asText()).isEqualTo(service.toString());
        assertThat(one.count("bus.event where type = 'catalog.service.deleted' and key = '" + service + "'"))
                .isZero();

        assertThat(customer.put("/api/booking/" + booking + "/status", "{\"status\":\"cancelled\"}")
                        .status())
                .isEqualTo(200);
        assertThat(delete(service).status()).isEqualTo(200);
        assertThat(customer.get("/api/booking/" + booking)
                        .body()
                        .path("service")
                        .asText())
                .isEqualTo("Service " + service);
    }

    @Test
    void deleteService_whileItIsBookedThroughAnotherNode_leavesNoOpenBookingOfDeletedService() {
        TestProfessional pro = testData.alwaysAvailable();
        IntStream.range(0, ROUNDS).forEach(round -> {
            UUID service = createService();
            CompletableFuture<ApiResponse> booked =
                    CompletableFuture.supplyAsync(() -> book(two.api(UserRole.CUSTOMER), pro, service, 3 + round));
            ApiResponse deleted = delete(service);

            ApiResponse booking = booked.join();

            assertThat(deleted.status()).isIn(200, 409);
            assertThat(booking.status()).isEqualTo(deleted.status() == 200 ? 404 : 201);
        });
        assertThat(one.count("bookings.booking b where b.open_service is not null"
                        + " and not exists (select from catalog.service s where s.id = b.open_service)"))
                .isZero();
    }

    private static UUID createService() {
        return one.uuid("""
            with new as (select uuidv7() as id)
            insert into catalog.service (id, title, description, category)
            select id, 'Service ' || id, 'A service.', 'plumbing' from new returning id""");
    }

    private static ApiResponse delete(UUID service) {
        return one.api(UserRole.ADMIN).delete("/api/services/" + service);
    }

    private static ApiResponse book(ApiClient customer, TestProfessional pro, UUID service, int day) {
        String body = testData.requestBody(pro.id(), daysFromNow(day), "09:00");
        return customer.post("/api/booking", body.replace("Tap repair", service.toString()));
    }
}
