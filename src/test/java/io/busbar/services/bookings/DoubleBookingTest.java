package io.busbar.services.bookings;

import static io.busbar.services.bookings.BookingTestData.daysFromNow;
import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.services.bookings.BookingTestData.TestProfessional;
import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.testing.ApiClient;
import io.busbar.testing.ApiClient.ApiResponse;
import io.busbar.testing.BusbarNode;
import io.busbar.testing.ConcurrentRequests;
import io.busbar.testing.TestNode;
import io.busbar.testing.TwoNodeCluster;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Many customers try to book the same time on two nodes at once. */
@BusbarNode(nodes = 2)
class DoubleBookingTest {
    private static final String OVERLAPS = """
        bookings.booking a join bookings.booking b on a.professional = b.professional and a.id < b.id and a.blocked && b.blocked
        where a.status in ('held', 'pending', 'confirmed') and b.status in ('held', 'pending', 'confirmed')""";

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
    void createBooking_by200CustomersAtOnce_createsOneAndSuggestsSlots() {
        TestProfessional pro = testData.alwaysAvailable();
        List<Supplier<ApiResponse>> requests = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            ApiClient customer = (i % 2 == 0 ? one : two).api(UserRole.CUSTOMER);
            requests.add(() -> customer.post("/api/booking", testData.requestBody(pro.id(), daysFromNow(3), "09:00")));
        }

        List<ApiResponse> apiResponses =
                ConcurrentRequests.send(requests.size(), i -> requests.get(i).get());

        assertThat(apiResponses.stream().filter(apiResponse -> apiResponse.status() == 201))
                .hasSize(1);
        assertThat(apiResponses.stream().filter(apiResponse -> apiResponse.status() != 201))
                .allSatisfy(apiResponse -> {
                    assertThat(apiResponse.status())
                            .as("%s", apiResponse.body())
                            .isEqualTo(409);
                    assertThat(apiResponse.body().at("/details/next")).hasSize(5);
                    assertThat(apiResponse
                                    .body()
                                    .at("/details/next/0/startLocal")
                                    .asText())
                            .startsWith(daysFromNow(3) + "T10:00");
                });
        assertThat(one.count("bookings.booking where professional = '" + pro.id() + "'"))
                .isEqualTo(1);
        assertThat(one.count("bus.event where type = 'bookings.booking.requested' and payload ->> 'professional' = '"
                        + pro.id() + "'"))
                .isEqualTo(1);
    }

    @Test
    void createBooking_by240CustomersForOverlappingTimes_createsNoOverlap() {
        List<TestProfessional> pros =
                List.of(testData.alwaysAvailable(), testData.alwaysAvailable(), testData.alwaysAvailable());
        List<Supplier<ApiResponse>> requests = new ArrayList<>();
        Random random = new Random(4);
        for (int i = 0; i < 240; i++) {
            ApiClient customer = (i % 2 == 0 ? one : two).api(UserRole.CUSTOMER);
            UUID pro = pros.get(random.nextInt(3)).id();
            String time = "%02d:%02d".formatted(8 + random.nextInt(8), 30 * random.nextInt(2));
            int kind = random.nextInt(4);
            requests.add(() -> kind == 0 ? holdAndBook(customer, pro, time) : book(customer, pro, time, kind));
        }

        List<ApiResponse> apiResponses =
                ConcurrentRequests.send(requests.size(), i -> requests.get(i).get());

        assertThat(apiResponses)
                .allSatisfy(apiResponse -> assertThat(apiResponse.status())
                        .as("%s", apiResponse.body())
                        .isIn(200, 201, 409));
        assertThat(apiResponses.stream().filter(apiResponse -> apiResponse.status() < 300))
                .hasSizeGreaterThan(9);
        for (TestProfessional pro : pros) {
            assertThat(one.count(OVERLAPS + " and a.professional = '" + pro.id() + "'"))
                    .isZero();
        }
    }

    /** Creates a booking; one in three is then rescheduled, and one in three cancelled. */
    private static ApiResponse book(ApiClient customer, UUID pro, String time, int kind) {
        ApiResponse response = customer.post("/api/booking", testData.requestBody(pro, daysFromNow(5), time));
        String path = "/api/booking/" + response.body().at("/booking/id").asText();
        if (response.status() != 201 || kind == 1) {
            return response;
        }
        return kind == 2
                ? customer.put(path + "/reschedule", "{\"date\":\"" + daysFromNow(5) + "\",\"time\":\"12:30\"}")
                : customer.put(path + "/status", "{\"status\":\"cancelled\"}");
    }

    private static ApiResponse holdAndBook(ApiClient customer, UUID pro, String time) {
        ApiResponse held = customer.post("/api/booking/holds", """
            {"professionalId":"%s","service":"Tap repair","date":"%s","time":"%s"}""".formatted(pro, daysFromNow(5), time));
        return held.status() != 201
                ? held
                : customer.post("/api/booking", """
                        {"professionalId":"%s","service":"Tap repair","start":"%s","holdId":"%s"}""".formatted(
                                pro,
                                Instant.parse(held.body().at("/hold/start").asText()),
                                held.body().at("/hold/id").asText()));
    }
}
