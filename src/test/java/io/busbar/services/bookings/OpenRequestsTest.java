package io.busbar.services.bookings;

import static io.busbar.services.bookings.BookingTestData.daysFromNow;
import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.services.bookings.BookingTestData.TestProfessional;
import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.testing.ApiClient;
import io.busbar.testing.ApiClient.ApiResponse;
import io.busbar.testing.ApiTest;
import io.busbar.testing.BusbarNode;
import io.busbar.testing.ConcurrentRequests;
import io.busbar.testing.TestNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The limit of unanswered requests per customer. */
@BusbarNode(settings = "MAX_OPEN_REQUESTS=3")
class OpenRequestsTest extends ApiTest {
    private static BookingTestData testData;

    private final UUID me = UUID.randomUUID();
    private ApiClient customer;
    private TestProfessional pro;

    @BeforeAll
    static void start() {
        testData = BookingTestData.on(node);
    }

    @BeforeEach
    void createUsers() {
        customer = node.api(me, UserRole.CUSTOMER);
        pro = testData.alwaysAvailable();
    }

    @Test
    void createBooking_concurrentlyBeyondLimit_createsOnlyTheLimit() {
        List<TestProfessional> pros =
                Stream.generate(testData::alwaysAvailable).limit(6).toList();

        List<ApiResponse> apiResponses = ConcurrentRequests.send(
                18,
                i -> customer.post(
                        "/api/booking",
                        testData.requestBody(pros.get(i % 6).id(), daysFromNow(5), "%02d:00".formatted(8 + i / 6))));

        assertThat(apiResponses.stream().map(ApiResponse::status)).containsOnly(201, 409);
        List<ApiResponse> refused = apiResponses.stream()
                .filter(apiResponse -> apiResponse.status() == 409)
                .toList();
        assertThat(refused).hasSize(15).allSatisfy(OpenRequestsTest::assertTooManyOpenRequests);
        assertThat(node.count("bookings.booking where customer = '" + me + "'")).isEqualTo(3);
        assertThat(node.count(
                        "bus.event where type = 'bookings.booking.requested' and payload->>'customer' = '" + me + "'"))
                .isEqualTo(3);
        assertThat(testData.customer()
                        .post("/api/booking", testData.requestBody(pro.id(), daysFromNow(5), "08:00"))
                        .status())
                .as("somebody else's")
                .isEqualTo(201);
    }

    @Test
    void createBooking_afterAnswerOrCancellation_isAllowedAgain() {
        UUID first = testData.book(customer, pro, daysFromNow(5), "09:00");
        UUID second = testData.book(customer, pro, daysFromNow(5), "10:00");
        testData.book(customer, pro, daysFromNow(5), "11:00");
        assertTooManyOpenRequests(book("12:00"));

        setStatus(pro.api(), first, "confirmed");
        testData.book(customer, pro, daysFromNow(5), "12:00");
        assertTooManyOpenRequests(book("13:00"));

        setStatus(customer, second, "cancelled");
        testData.book(customer, pro, daysFromNow(5), "13:00");
        assertThat(book("13:00").body().at("/details/reason").asText()).isEqualTo("booked");
    }

    @Test
    void createBooking_fromHoldBeyondLimit_returnsConflict() {
        for (String time : List.of("09:00", "10:00", "11:00")) {
            testData.book(customer, pro, daysFromNow(5), time);
        }
        ApiResponse held = customer.post("/api/booking/holds", """
            {"professionalId":"%s","service":"Tap repair","date":"%s","time":"12:00"}""".formatted(pro.id(), daysFromNow(5)));
        String request = """
            {"professionalId":"%s","service":"Tap repair","start":"%s","holdId":"%s"}""".formatted(
                        pro.id(),
                        Instant.parse(held.body().at("/hold/start").asText()),
                        held.body().at("/hold/id").asText());

        assertTooManyOpenRequests(customer.post("/api/booking", request));
        assertThat(node.count("bookings.booking where status = 'held' and customer = '" + me + "'"))
                .isEqualTo(1);

        node.execute("update bookings.booking set status = 'cancelled', expires_at = null"
                + " where status = 'pending' and customer = '" + me + "'");
        assertThat(customer.post("/api/booking", request).status()).isEqualTo(201);
    }

    @Test
    void createBooking_withoutLimit_isAlwaysAllowed() {
        try (TestNode open = TestNode.start(Map.of("MAX_OPEN_REQUESTS", "0"))) {
            BookingTestData there = BookingTestData.on(open);
            TestProfessional busy = there.alwaysAvailable();
            ApiClient eager = there.customer();

            IntStream.range(0, 21).forEach(hour -> there.book(eager, busy, daysFromNow(5), "%02d:00".formatted(hour)));
        }
    }

    private ApiResponse book(String time) {
        return customer.post("/api/booking", testData.requestBody(pro.id(), daysFromNow(5), time));
    }

    private static void setStatus(ApiClient apiClient, UUID booking, String status) {
        ApiResponse apiResponse =
                apiClient.put("/api/booking/" + booking + "/status", "{\"status\":\"" + status + "\"}");
        assertThat(apiResponse.status()).as("%s", apiResponse.body()).isEqualTo(200);
    }

    private static void assertTooManyOpenRequests(ApiResponse apiResponse) {
        assertThat(apiResponse.status()).as("%s", apiResponse.body()).isEqualTo(409);
        assertThat(apiResponse.body().at("/details/reason").asText()).isEqualTo("too_many_open_requests");
        assertThat(apiResponse.body().at("/details/max").asInt()).isEqualTo(3);
    }
}
