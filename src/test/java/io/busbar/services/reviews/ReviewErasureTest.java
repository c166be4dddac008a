package io.busbar.services.reviews;

import static io.busbar.services.reviews.ReviewTestData.reviewBody;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.busbar.bus.Id;
import io.busbar.services.reviews.ReviewPersonalData.ReviewsExport;
import io.busbar.testing.ApiTest;
import io.busbar.testing.TestUsers.TestUser;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The personal data of reviews: its export, and its erasure. */
class ReviewErasureTest extends ApiTest {
    private static ReviewTestData testData;

    private TestUser customer;
    private TestUser pro;
    private final String words = "Rumpelstiltskin was here " + UUID.randomUUID();

    @BeforeAll
    static void start() {
        testData = new ReviewTestData(node);
    }

    @BeforeEach
    void createUsers() {
        customer = testData.customer();
        pro = testData.professional();
    }

    @Test
    void exportPersonalData_containsOwnReviewsAndFavorites() {
        testData.completedBooking(customer, pro);
        customer.api().post("/api/review", reviewBody(pro, 5, words));
        customer.api().post("/api/favorite", "{\"professionalId\":\"" + pro.id() + "\"}");

        ReviewsExport mine = node.call(ReviewPersonalData.EXPORT_PERSONAL_DATA, new Id(customer.id()));
        ReviewsExport theirs = node.call(ReviewPersonalData.EXPORT_PERSONAL_DATA, new Id(pro.id()));

        assertThat(mine.reviews())
                .singleElement()
                .satisfies(written -> assertThat(written.comment()).isEqualTo(words));
        assertThat(mine.favorites())
                .singleElement()
                .satisfies(favoriteEntry ->
                        assertThat(favoriteEntry.professionalId()).isEqualTo(pro.id()));
        assertThat(theirs).isEqualTo(new ReviewsExport(List.of(), List.of(), false));
    }

    @Test
    void exportPersonalData_beyondLimit_containsAllFavoritesAndIsMarkedTruncated() {
        node.execute("insert into reviews.favorite (account, professional) select '" + customer.id()
                + "', gen_random_uuid() from generate_series(1, 1000)");
        String more = "insert into reviews.review (booking, professional, reviewer, rating)"
                + " select gen_random_uuid(), gen_random_uuid(), '" + customer.id()
                + "', 5 from generate_series(1, %d)";
        node.execute(more.formatted(500));

        ReviewsExport all = node.call(ReviewPersonalData.EXPORT_PERSONAL_DATA, new Id(customer.id()));
        node.execute(more.formatted(1));
        ReviewsExport most = node.call(ReviewPersonalData.EXPORT_PERSONAL_DATA, new Id(customer.id()));

        assertThat(all.favorites()).hasSize(1000);
        assertThat(all.reviews()).hasSize(500);
        assertThat(all.truncated()).isFalse();
        assertThat(most.reviews()).hasSize(500);
        assertThat(most.truncated()).isTrue();
    }

    @Test
    void eraseAuthor_keepsRatingsWithoutNameAndComment() {
        UUID booking = testData.completedBooking(customer, pro);
        customer.api().post("/api/favorite", "{\"professionalId\":\"" + pro.id() + "\"}");
        String id = customer.api()
                .post("/api/review", reviewBody(pro, 2, words))
                .body()
                .at("/review/id")
                .asText();
        await().untilAsserted(() ->
                assertThat(node.tablesContaining(words)).containsExactly("bookings.booking", "reviews.review"));

        erase(customer);

        await().untilAsserted(() -> assertThat(node.tablesContaining(words)).isEmpty());
        JsonNode left = node.api().get("/api/review/" + id).body();
        assertThat(left.path("rating").asInt()).isEqualTo(2);
        assertThat(left.path("reviewer").toString()).isEqualTo("{\"name\":\"Former member\"}");
        assertThat(left.has("comment")).isFalse();
        assertThat(node.count("reviews.favorite where account = '" + customer.id() + "'"))
                .isZero();
        assertThat(pro.api()
                        .get("/api/booking/" + booking)
                        .body()
                        .path("rating")
                        .asInt())
                .isEqualTo(2);
        await().untilAsserted(() -> assertThat(node.api()
                        .get("/api/_/users/" + pro.id())
                        .body()
                        .at("/ratings/count")
                        .asInt())
                .isEqualTo(1));
    }

    @Test
    void eraseProfessional_deletesTheirReviews() {
        UUID booking = testData.completedBooking(customer, pro);
        customer.api().post("/api/favorite", "{\"professionalId\":\"" + pro.id() + "\"}");
        customer.api().post("/api/review", reviewBody(pro, 1, words));
        UUID late = testData.completedBooking(customer, pro);
        await().untilAsserted(() ->
                assertThat(node.tablesContaining(words)).containsExactly("bookings.booking", "reviews.review"));

        erase(pro);

        await().untilAsserted(() -> assertThat(node.tablesContaining(words)).isEmpty());
        assertThat(testData.countReviews(pro)).isZero();
        assertThat(node.count("reviews.favorite where professional = '" + pro.id() + "'"))
                .isZero();
        await().untilAsserted(() -> assertThat(node.count(
                        "bookings.booking where id = '" + booking + "' and (rating is not null or review is not null)"))
                .isZero());
        assertThat(customer.api().post("/api/review", reviewBody(pro, 1, words)).status())
                .as("a review after the erasure")
                .isEqualTo(404);
        assertThat(customer.api()
                        .put("/api/booking/" + late + "/rating", "{\"rating\":1}")
                        .status())
                .isEqualTo(404);
        assertThat(node.count("bus.dead_letter where key in ('%s', '%s', '%s')".formatted(pro.id(), booking, late)))
                .isZero();
    }

    private static void erase(TestUser testUser) {
        node.execute("delete from users.account where id = '" + testUser.id() + "'");
        testData.publishErased(testUser.id());
    }
}
