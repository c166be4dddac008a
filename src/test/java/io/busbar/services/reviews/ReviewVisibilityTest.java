package io.busbar.services.reviews;

import static io.busbar.services.reviews.ReviewTestData.reviewBody;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.busbar.testing.ApiClient;
import io.busbar.testing.ApiClient.ApiResponse;
import io.busbar.testing.TestUsers.TestUser;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Hidden reviews, and reviews of users without a public profile. */
class ReviewVisibilityTest extends ReviewsFixture {
    @Test
    void updateOrDeleteReview_ofHiddenReviewByAuthor_returnsConflict() {
        UUID booking = testData.completedBooking(customer, pro);
        String path = "/api/review/" + createReview(1, "Unprintable");
        admin.api().put(path, "{\"hidden\":true}");

        for (ApiResponse refused : List.of(
                customer.api().delete(path), rateBooking(customer, booking, "{\"rating\":5,\"review\":\"Again\"}"))) {
            assertThat(refused.status()).as("%s", refused.body()).isEqualTo(409);
            assertThat(refused.body().at("/details/reason").asText()).isEqualTo("hidden");
        }
        assertThat(node.count("reviews.review where hidden and rating = 1 and comment = 'Unprintable' and booking = '"
                        + booking + "'"))
                .isEqualTo(1);
        assertThat(testData.countEvents("deleted", pro)).isZero();

        assertThat(admin.api().delete(path).status()).isEqualTo(200);
        assertThat(rateBooking(customer, booking, "{\"rating\":5}").status()).isEqualTo(200);
    }

    @Test
    void listReviews_ofPrivateProfessional_isOnlyForPartiesAndAdmins() {
        testData.completedBooking(customer, pro);
        String id = createReview(4, "Fine.");
        String path = "/api/review/" + id;
        String list = "/api/review?professionalId=" + pro.id();
        pro.api().put("/api/user/settings", "{\"profileVisibility\":\"private\"}");

        for (ApiClient stranger : List.of(anyone, testData.customer().api())) {
            assertThat(stranger.get(path).status()).isEqualTo(404);
            assertThat(stranger.get(list).body()).isEmpty();
            assertThat(stranger.get(list).header("x-total-count"))
                    .as("how many")
                    .isEqualTo("0");
            assertThat(stranger.get("/api/review?limit=200").body().toString()).doesNotContain(id);
        }
        for (ApiClient theirs : List.of(customer.api(), pro.api(), admin.api())) {
            assertThat(theirs.get(path).status()).isEqualTo(200);
            assertThat(theirs.get(list).body()).hasSize(1);
        }

        pro.api().put("/api/user/settings", "{\"profileVisibility\":\"public\"}");
        assertThat(anyone.get(list).body()).hasSize(1);
    }

    @Test
    void listReviews_totalCountsOnlyVisibleReviews() {
        TestUser other = testData.customer();
        for (TestUser writer : List.of(other, customer, customer)) {
            testData.completedBooking(writer, pro);
            writer.api().post("/api/review", reviewBody(pro, 4, "Fine."));
        }
        testData.completedBooking(customer, pro);
        admin.api().put("/api/review/" + createReview(1, "Unprintable"), "{\"hidden\":true}");
        String list = "/api/review?limit=1&professionalId=" + pro.id();

        assertThat(total(anyone.get(list))).isEqualTo("3");
        assertThat(total(admin.api().get(list))).isEqualTo("4");

        pro.api().put("/api/user/settings", "{\"profileVisibility\":\"private\"}");

        ApiResponse stranger = anyone.get(list);
        assertThat(total(stranger)).isEqualTo("0");
        assertThat(stranger.header("link")).as("what follows").isEmpty();
        assertThat(total(customer.api().get(list))).isEqualTo("2");
        assertThat(total(pro.api().get(list))).isEqualTo("3");
        assertThat(total(admin.api().get(list))).isEqualTo("4");
    }

    @Test
    void listReviews_ofAllProfessionals_hasNoTotalExceptForAdmins() {
        testData.completedBooking(customer, pro);
        createReview(4, "Fine.");

        assertThat(total(anyone.get("/api/review?limit=1"))).isEmpty();
        assertThat(total(customer.api().get("/api/review?limit=1"))).isEmpty();
        assertThat(total(admin.api().get("/api/review?limit=1"))).isEqualTo("" + node.count("reviews.review"));
    }

    @Test
    void hideReview_marksTheBookingUntilItIsShownAgain() {
        UUID booking = testData.completedBooking(customer, pro);
        String path = "/api/review/" + createReview(1, "Unprintable");
        await().untilAsserted(
                        () -> assertThat(read(booking).path("rating").asInt()).isEqualTo(1));
        assertThat(read(booking).has("reviewHidden")).isFalse();

        admin.api().put(path, "{\"hidden\":true}");

        await().untilAsserted(() ->
                assertThat(read(booking).path("reviewHidden").asBoolean()).isTrue());
        assertThat(read(booking).has("rating")).isFalse();
        assertThat(read(booking).toString()).doesNotContain("Unprintable");
        assertThat(customer.api().get("/api/booking?role=customer").body().findValuesAsText("reviewHidden"))
                .contains("true");

        admin.api().put(path, "{\"hidden\":false}");

        await().untilAsserted(
                        () -> assertThat(read(booking).path("rating").asInt()).isEqualTo(1));
        assertThat(read(booking).has("reviewHidden")).isFalse();
    }

    @Test
    void suspendedUsers_areNotNamedAndCanStillBeRated() {
        TestUser writer = testData.customer();
        UUID booking = testData.completedBooking(writer, pro);
        String path = "/api/review/"
                + writer.api()
                        .post("/api/review", reviewBody(pro, 5, ""))
                        .body()
                        .at("/review/id")
                        .asText();
        node.execute("update users.account set status = 'suspended' where id = '" + writer.id() + "'");

        assertThat(anyone.get(path).body().path("reviewer").toString()).isEqualTo("{\"name\":\"Former member\"}");

        node.execute("update users.account set status = 'active' where id = '" + writer.id() + "'");
        node.execute("update users.account set status = 'suspended' where id = '" + pro.id() + "'");
        assertThat(rateBooking(writer, booking, "{\"rating\":3}").status()).isEqualTo(200);
        assertThat(anyone.get(path).status()).isEqualTo(404);
    }

    private static JsonNode read(UUID booking) {
        return customer.api().get("/api/booking/" + booking).body();
    }

    private static String total(ApiResponse apiResponse) {
        assertThat(apiResponse.status()).as("%s", apiResponse.body()).isEqualTo(200);
        return apiResponse.header("x-total-count");
    }
}
