package io.busbar.services.bookings;

import static io.busbar.services.bookings.BookingTestData.daysFromNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.busbar.services.bookings.BookingTestData.TestProfessional;
import io.busbar.testing.ApiClient;
import io.busbar.testing.ApiClient.ApiResponse;
import io.busbar.testing.ApiTest;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Holds on slots. */
class HoldsTest extends ApiTest {
    private static BookingTestData testData;
    private TestProfessional pro;
    private ApiClient customer;

    @BeforeAll
    static void start() {
        testData = BookingTestData.on(node);
    }

    @BeforeEach
    void createUsers() {
        pro = testData.alwaysAvailable();
        customer = testData.customer();
    }

    @Test
    void createHold_ofFreeSlot_reservesItForOneBooking() {
        UUID hold = hold(customer, "09:00");

        ApiResponse other =
                testData.customer().post("/api/booking", testData.requestBody(pro.id(), daysFromNow(3), "09:30"));
        ApiResponse stolen = testData.customer().post("/api/booking", requestBodyWithHold(hold, "09:00"));
        ApiResponse booked = customer.post("/api/booking", requestBodyWithHold(hold, "09:00"));
        ApiResponse again = customer.post("/api/booking", requestBodyWithHold(hold, "09:00"));

        assertThat(other.status()).isEqualTo(409);
        assertThat(other.body().at("/details/reason").asText()).isEqualTo("held");
        assertThat(stolen.status()).isEqualTo(409);
        assertThat(booked.status()).as("%s", booked.body()).isEqualTo(201);
        assertThat(booked.body().at("/booking/address").asText()).isEqualTo("12 Mill Lane");
        assertThat(again.status()).isEqualTo(409);
        assertThat(node.count("bookings.booking where professional = '" + pro.id() + "'"))
                .isEqualTo(1);
        assertThat(node.count("bus.timer where key = '" + hold + "' and type = 'bookings.hold.due'"))
                .isZero();
    }

    @Test
    void createBooking_withHoldOfOtherTimeOrService_returnsConflict() {
        UUID hold = hold(customer, "09:00");

        assertThat(customer.post("/api/booking", requestBodyWithHold(hold, "10:00"))
                        .status())
                .isEqualTo(409);
        assertThat(customer.post("/api/booking", requestBodyWithHold(UUID.randomUUID(), "15:00"))
                        .status())
                .isEqualTo(409);
        assertThat(node.count("bookings.booking where professional = '" + pro.id() + "' and status = 'pending'"))
                .isZero();
    }

    @Test
    void releaseHold_byItsOwner_freesTheSlot() {
        UUID hold = hold(customer, "09:00");

        assertThat(testData.customer().delete("/api/holds/" + hold).status()).isEqualTo(404);
        assertThat(customer.delete("/api/holds/" + hold).status()).isEqualTo(204);
        assertThat(customer.delete("/api/holds/" + hold).status()).isEqualTo(404);
        testData.book(testData.customer(), pro, daysFromNow(3), "09:00");
    }

    @Test
    void createHold_afterFiveMinutes_isDeleted() {
        UUID hold = hold(customer, "09:00");
        node.execute("update bookings.booking set expires_at = now() where id = '" + hold + "'");
        node.execute("update bus.timer set due_at = now() where key = '" + hold + "'");

        await().until(() -> node.count("bookings.booking where id = '" + hold + "'") == 0);
    }

    @Test
    void createBooking_overExpiredHold_succeedsBeforeItsTimer() {
        UUID hold = hold(customer, "09:00");
        node.execute("delete from bus.timer where key = '" + hold + "'");
        node.execute("update bookings.booking set expires_at = now() where id = '" + hold + "'");

        assertThat(customer.post("/api/booking", requestBodyWithHold(hold, "09:00"))
                        .status())
                .isEqualTo(409);
        testData.book(testData.customer(), pro, daysFromNow(3), "09:00");
        assertThat(node.count("bookings.booking where id = '" + hold + "'")).isZero();
    }

    @Test
    void createHold_concurrentlyBeyondLimit_createsThree() {
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<CompletableFuture<ApiResponse>> sent = IntStream.range(0, 8)
                    .mapToObj(i ->
                            CompletableFuture.supplyAsync(() -> post(customer, "%02d:00".formatted(8 + i)), threads))
                    .toList();
            List<Integer> statuses = sent.stream()
                    .map(CompletableFuture::join)
                    .map(ApiResponse::status)
                    .toList();

            assertThat(statuses.stream().filter(status -> status == 201)).hasSize(3);
            assertThat(statuses.stream().filter(status -> status == 409)).hasSize(5);
        }
        assertThat(node.count("bookings.booking where professional = '" + pro.id() + "' and status = 'held'"))
                .isEqualTo(3);
    }

    @Test
    void listBookings_withHold_leavesItOut() {
        UUID hold = hold(customer, "09:00");

        assertThat(customer.get("/api/booking").body()).isEmpty();
        assertThat(pro.api().get("/api/booking").body()).isEmpty();
        assertThat(customer.get("/api/booking/" + hold).status()).isEqualTo(404);
        assertThat(pro.api().post("/api/booking/holds", "{}").status()).isEqualTo(403);
        assertThat(node.api().post("/api/booking/holds", "{}").status()).isEqualTo(401);
    }

    private UUID hold(ApiClient who, String time) {
        ApiResponse response = post(who, time);
        assertThat(response.status()).as("%s", response.body()).isEqualTo(201);
        return UUID.fromString(response.body().at("/hold/id").asText());
    }

    private ApiResponse post(ApiClient who, String time) {
        return who.post("/api/booking/holds", """
            {"professionalId":"%s","service":"Tap repair","date":"%s","time":"%s"}""".formatted(pro.id(), daysFromNow(3), time));
    }

    private String requestBodyWithHold(UUID hold, String time) {
        return testData.requestBody(pro.id(), daysFromNow(3), time)
                .replace("{\"prof", "{\"holdId\":\"" + hold + "\",\"prof");
    }
}
