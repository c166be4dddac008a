package io.busbar.services.reviews;

import static io.busbar.services.reviews.ReviewTestData.reviewBody;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.testing.ApiClient;
import io.busbar.testing.ApiClient.ApiResponse;
import io.busbar.testing.BusbarNode;
import io.busbar.testing.ConcurrentRequests;
import io.busbar.testing.TestUsers.TestUser;
import io.busbar.testing.TwoNodeCluster;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The average rating of professionals, computed on two nodes at once. */
@BusbarNode(nodes = 2)
class ReviewTotalsTest {
    private static TwoNodeCluster nodes;
    private static ReviewTestData testData;
    private static ApiClient admin;

    @BeforeAll
    static void start(TwoNodeCluster given) {
        nodes = given;
        testData = new ReviewTestData(nodes.first());
        admin = nodes.second().api(UserRole.ADMIN);
    }

    @Test
    void createReview_twentyTimesConcurrentlyForOneBooking_createsOne() {
        TestUser pro = testData.professional();
        TestUser customer = testData.customer();
        testData.completedBooking(customer, pro);
        ApiClient there = nodes.second().api(customer.id(), UserRole.CUSTOMER);

        List<ApiResponse> apiResponses = ConcurrentRequests.send(
                20,
                i -> (i % 2 == 0 ? customer.api() : there)
                        .post("/api/review", reviewBody(pro, 1 + i % 5, "Number " + i)));

        assertThat(apiResponses.stream().filter(apiResponse -> apiResponse.status() == 201))
                .hasSize(1);
        assertThat(apiResponses.stream().filter(apiResponse -> apiResponse.status() != 201))
                .allSatisfy(apiResponse -> {
                    assertThat(apiResponse.status())
                            .as("%s", apiResponse.body())
                            .isEqualTo(409);
                    assertThat(apiResponse.body().at("/details/reviewId").asText())
                            .isNotEmpty();
                });
        assertThat(testData.countReviews(pro)).isEqualTo(1);
        assertThat(testData.countEvents("created", pro)).isEqualTo(1);
    }

    @Test
    void createReview_concurrentlyForAllBookings_createsOnePerBooking() {
        TestUser pro = testData.professional();
        TestUser customer = testData.customer();
        for (int i = 0; i < 6; i++) {
            testData.completedBooking(customer, pro);
        }

        List<ApiResponse> apiResponses =
                ConcurrentRequests.send(8, i -> customer.api().post("/api/review", reviewBody(pro, 5, "")));

        assertThat(apiResponses.stream().filter(apiResponse -> apiResponse.status() == 201))
                .hasSize(6);
        assertThat(apiResponses.stream().filter(apiResponse -> apiResponse.status() == 409))
                .hasSize(2);
        assertThat(testData.countReviews(pro)).isEqualTo(6);
    }

    /**
     * Four customers create, edit, hide, show and delete reviews at random and concurrently. In the end the totals in users equal the
     * reviews.
     */
    @Test
    void averageRating_afterRandomConcurrentChanges_equalsTheReviews() {
        TestUser pro = testData.professional();
        List<Integer> counted =
                new ArrayList<>(Walks.run(nodes, testData, admin, pro).values());
        counted.removeIf(stars -> stars == 0);
        int sum = counted.stream().mapToInt(Integer::intValue).sum();
        BigDecimal average = counted.isEmpty()
                ? BigDecimal.ZERO
                : BigDecimal.valueOf(sum).divide(BigDecimal.valueOf(counted.size()), 2, RoundingMode.HALF_UP);

        await().untilAsserted(() -> {
            JsonNode page = nodes.second().api().get("/api/_/users/" + pro.id()).body();
            assertThat(page.at("/ratings/count").asInt()).isEqualTo(counted.size());
            assertThat(page.at("/ratings/average").decimalValue()).isEqualByComparingTo(average);
        });
        assertThat(testData.node()
                        .count("users.account where id = '%s' and rating_sum = %d and rating_rank = %d"
                                .formatted(pro.id(), sum, (sum + 20L) * 100_000 / (counted.size() + 5))))
                .isEqualTo(1);
        await().untilAsserted(() ->
                assertThat(testData.node().count("""
                        bookings.booking b left join reviews.review r on r.booking = b.id and not r.hidden
                        where b.professional = '%s' and (b.rating, b.review) is distinct from (r.rating, r.comment)""".formatted(pro.id()))).isZero());
        assertThat(testData.node().count("bus.dead_letter where key = '" + pro.id() + "'"))
                .isZero();
    }

    @Test
    void listProfessionals_sortedByRating_showsAverages() {
        TestUser good = testData.professional();
        TestUser bad = testData.professional();
        TestUser customer = testData.customer();
        for (int i = 0; i < 3; i++) {
            testData.completedBooking(customer, good);
            testData.completedBooking(customer, bad);
            assertThat(customer.api()
                            .post("/api/review", reviewBody(good, 5, ""))
                            .status())
                    .isEqualTo(201);
            assertThat(customer.api()
                            .post("/api/review", reviewBody(bad, 1, ""))
                            .status())
                    .isEqualTo(201);
        }

        await().untilAsserted(() -> {
            List<String> ids = new ArrayList<>();
            JsonNode list = nodes.first()
                    .api()
                    .get("/api/_/users?sort=rating&limit=200")
                    .body();
            list.forEach(item -> ids.add(item.path("id").asText()));
            assertThat(ids.indexOf(good.id().toString()))
                    .isNotNegative()
                    .isLessThan(ids.indexOf(bad.id().toString()));
            assertThat(list.get(ids.indexOf(bad.id().toString()))
                            .path("ratings")
                            .toString())
                    .isEqualTo("{\"average\":1.0,\"count\":3}");
        });
    }

    @Test
    void averageRating_afterLosingAndRegainingTheRole_isUnchanged() {
        TestUser pro = testData.professional();
        TestUser customer = testData.customer();
        testData.completedBooking(customer, pro);
        testData.completedBooking(customer, pro);
        assertThat(customer.api().post("/api/review", reviewBody(pro, 5, "")).status())
                .isEqualTo(201);
        assertThat(admin.put("/api/user/" + pro.id(), "{\"role\":\"customer\"}").status())
                .isEqualTo(200);
        assertThat(customer.api().post("/api/review", reviewBody(pro, 2, "")).status())
                .as("the work was done")
                .isEqualTo(201);
        assertThat(admin.put("/api/user/" + pro.id(), "{\"role\":\"professional\"}")
                        .status())
                .isEqualTo(200);

        await().untilAsserted(() -> assertThat(nodes.first()
                        .api()
                        .get("/api/_/users/" + pro.id())
                        .body()
                        .path("ratings")
                        .toString())
                .isEqualTo("{\"average\":3.5,\"count\":2}"));
    }

    /** Runs random operations of four customers concurrently. */
    private static final class Walks {
        private Walks() {}

        /** The rating that each booking counts in the end. */
        static Map<UUID, Integer> run(TwoNodeCluster nodes, ReviewTestData testData, ApiClient admin, TestUser pro) {
            Map<UUID, Integer> stars = new HashMap<>();
            List<Map<UUID, Integer>> walks = new ArrayList<>();
            List<TestUser> customers =
                    List.of(testData.customer(), testData.customer(), testData.customer(), testData.customer());
            customers.forEach(customer -> walks.add(new HashMap<>()));
            ConcurrentRequests.send(
                    4, i -> walk(nodes, testData, admin, pro, customers.get(i), new Random(i), walks.get(i)));
            walks.forEach(stars::putAll);
            return stars;
        }

        private static ApiResponse walk(
                TwoNodeCluster nodes,
                ReviewTestData testData,
                ApiClient admin,
                TestUser pro,
                TestUser customer,
                Random random,
                Map<UUID, Integer> counts) {
            List<UUID> bookings =
                    List.of(testData.completedBooking(customer, pro), testData.completedBooking(customer, pro));
            Map<UUID, String> reviews = new HashMap<>();
            Set<UUID> hidden = new HashSet<>();
            Map<UUID, Integer> ratings = new HashMap<>();
            ApiClient there = nodes.second().api(customer.id(), UserRole.CUSTOMER);
            ApiResponse last = there.get("/api/review");
            for (int step = 0; step < 30; step++) {
                ApiClient apiClient = step % 2 == 0 ? customer.api() : there;
                UUID booking = bookings.get(random.nextInt(2));
                int rating = 1 + random.nextInt(5);
                String review = reviews.get(booking);
                if (review == null) {
                    last = apiClient.post(
                            "/api/review",
                            "{\"reviewee\":\"%s\",\"rating\":%d,\"bookingId\":\"%s\"}"
                                    .formatted(pro.id(), rating, booking));
                    reviews.put(booking, last.body().at("/review/id").asText());
                    hidden.remove(booking);
                    ratings.put(booking, rating);
                } else {
                    switch (random.nextInt(5)) {
                        case 0 -> {
                            boolean moderated = hidden.contains(booking);
                            last = (moderated ? admin : apiClient).delete("/api/review/" + review);
                            reviews.remove(booking);
                        }
                        case 1 -> {
                            boolean hide = random.nextBoolean();
                            last = admin.put("/api/review/" + review, "{\"hidden\":%s}".formatted(hide));
                            if (hide) {
                                hidden.add(booking);
                            } else {
                                hidden.remove(booking);
                            }
                        }
                        case 2 -> {
                            last = apiClient.put("/api/review/" + review, "{\"rating\":%d}".formatted(rating));
                            ratings.put(booking, rating);
                        }
                        default -> {
                            last = apiClient.put(
                                    "/api/booking/" + booking + "/rating",
                                    "{\"rating\":%d,\"review\":\"Step %d\"}".formatted(rating, step));
                            if (hidden.contains(booking)) {
                                assertThat(last.status()).isEqualTo(409);
                                continue;
                            }
                            ratings.put(booking, rating);
                        }
                    }
                }
                assertThat(last.status()).as("%s", last.body()).isIn(200, 201);
            }
            bookings.forEach(booking -> counts.put(
                    booking,
                    reviews.containsKey(booking) && !hidden.contains(booking) ? ratings.getOrDefault(booking, 0) : 0));
            return last;
        }
    }
}
