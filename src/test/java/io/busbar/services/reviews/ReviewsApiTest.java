package io.busbar.services.reviews;

import static io.busbar.services.reviews.ReviewTestData.reviewBody;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.busbar.testing.ApiClient;
import io.busbar.testing.ApiClient.ApiResponse;
import io.busbar.testing.TestUsers.TestUser;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Creating reviews of completed bookings, one per booking. */
class ReviewsApiTest extends ReviewsFixture {
    @Test
    void createReview_ofCompletedBooking_isPublic() {
        UUID booking = testData.completedBooking(customer, pro);

        ApiResponse written = customer.api().post("/api/review", """
                {"reviewer":"%s","reviewee":"%s","rating":4,"comment":"  Cafe\u0301 was fine.\\r\\nCome again. "}""".formatted(customer.id(), pro.id()));

        assertThat(written.status()).as("%s", written.body()).isEqualTo(201);
        assertThat(written.body().path("message").asText()).isEqualTo("Review created");
        JsonNode review = written.body().path("review");
        assertThat(review.path("comment").asText()).isEqualTo("Caf\u00e9 was fine.\nCome again.");
        assertThat(review.path("bookingId").asText()).isEqualTo(booking.toString());
        assertThat(review.at("/reviewer/id").asText()).isEqualTo(customer.id().toString());
        assertThat(review.at("/reviewer/name").asText()).startsWith("Person ");
        String id = review.path("id").asText();
        for (ApiResponse seen : List.of(
                anyone.get("/api/review/" + id),
                anyone.get("/api/review?professionalId=" + pro.id()),
                customer.api().get("/api/user/" + pro.id() + "/reviews"),
                anyone.get("/api/v1/review?limit=1"))) {
            assertThat(seen.status()).as("%s", seen.body()).isEqualTo(200);
            assertThat(seen.body().toString())
                    .contains(id, "Come again", "\"name\":\"Person")
                    .doesNotContain("@", "hash", "phone");
        }
        assertThat(anyone.get("/api/review/" + id).body().has("bookingId")).isFalse();
        assertThat(pro.api().get("/api/review/" + id).body().has("bookingId")).isTrue();
        assertThat(anyone.get("/api/user/" + pro.id() + "/reviews").status()).isEqualTo(401);
        assertThat(anyone.get("/api/review/" + UUID.randomUUID()).status()).isEqualTo(404);
    }

    @Test
    void rateBooking_andUpdateReview_changeTheSameReview() {
        UUID booking = testData.completedBooking(customer, pro);

        ApiResponse rated = rateBooking(customer, booking, "{\"rating\":2,\"review\":\"Late.\"}");
        ApiResponse again = rateBooking(customer, booking, "{\"rating\":2,\"review\":\"Late.\"}");
        ApiResponse posted = customer.api().post("/api/review", reviewBody(pro, 5, "Another"));

        assertThat(rated.status()).as("%s", rated.body()).isEqualTo(200);
        assertThat(rated.body().path("message").asText()).isEqualTo("Booking rated");
        assertThat(rated.body().at("/booking/rating").asInt()).isEqualTo(2);
        assertThat(rated.body().at("/booking/review").asText()).isEqualTo("Late.");
        assertThat(again.body().at("/booking/rating").asInt()).isEqualTo(2);
        assertThat(posted.status()).isEqualTo(409);
        JsonNode reviews = anyone.get("/api/review?professionalId=" + pro.id()).body();
        assertThat(reviews).hasSize(1);
        assertThat(posted.body().at("/details/reason").asText()).isEqualTo("already_reviewed");
        assertThat(posted.body().at("/details/reviewId").asText())
                .isEqualTo(reviews.at("/0/id").asText());
        assertThat(testData.countEvents("created", pro)).isEqualTo(1);
        assertThat(testData.countEvents("updated", pro))
                .as("the same once more is none")
                .isZero();
        awaitBooking(booking, 2, "Late.");

        ApiResponse replaced = rateBooking(customer, booking, "{\"rating\":5}");

        assertThat(replaced.body().at("/booking/rating").asInt()).isEqualTo(5);
        assertThat(replaced.body().path("booking").has("review")).isFalse();
        assertThat(anyone.get("/api/review?professionalId=" + pro.id()).body())
                .singleElement()
                .satisfies(now -> {
                    assertThat(now.path("rating").asInt()).isEqualTo(5);
                    assertThat(now.has("comment")).isFalse();
                });
        awaitBooking(booking, 5, "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pending", "confirmed", "cancelled", "rejected"})
    void createReview_withoutCompletedBooking_returnsConflict(String status) {
        UUID booking = testData.booking(customer, pro, status);

        ApiResponse rated = rateBooking(customer, booking, "{\"rating\":5}");
        ApiResponse posted = customer.api().post("/api/review", reviewBody(pro, 5, ""));
        ApiResponse named = customer.api().post("/api/review", of(pro, booking));

        for (ApiResponse refused : List.of(rated, posted, named)) {
            assertThat(refused.status()).as("%s", refused.body()).isEqualTo(409);
            assertThat(refused.body().at("/details/reason").asText()).isEqualTo("not_completed");
        }
        assertThat(testData.countReviews(pro)).isZero();
        assertThat(testData.countEvents("created", pro)).isZero();
    }

    @Test
    void createReview_byOthersOrInOtherName_returnsError() {
        UUID booking = testData.completedBooking(customer, pro);
        TestUser other = testData.customer();
        TestUser otherPro = testData.professional();

        assertThat(rateBooking(pro, booking, "{\"rating\":5}").status()).isEqualTo(403);
        assertThat(rateBooking(admin, booking, "{\"rating\":5}").status()).isEqualTo(403);
        assertThat(rateBooking(other, booking, "{\"rating\":5}").status()).isEqualTo(404);
        assertThat(other.api().post("/api/review", of(pro, booking)).status()).isEqualTo(404);
        assertThat(other.api().post("/api/review", reviewBody(pro, 1, "")).status())
                .isEqualTo(409);
        assertThat(pro.api().post("/api/review", reviewBody(pro, 5, "")).status())
                .isEqualTo(409);
        assertThat(pro.api().post("/api/review", reviewBody(customer, 1, "")).status())
                .isEqualTo(409);
        assertThat(customer.api().post("/api/review", of(otherPro, booking)).status())
                .as("a booking with somebody else")
                .isEqualTo(404);
        assertThat(customer.api()
                        .post(
                                "/api/review",
                                "{\"reviewer\":\"%s\",\"reviewee\":\"%s\",\"rating\":5}"
                                        .formatted(other.id(), pro.id()))
                        .status())
                .as("in somebody else's name")
                .isEqualTo(403);
        assertThat(testData.countReviews(pro)).isZero();
    }

    @Test
    void createReview_withoutBookingId_reviewsNewestBookingWithoutReview() {
        UUID first = testData.completedBooking(customer, pro);
        UUID second = testData.completedBooking(customer, pro);
        UUID third = testData.completedBooking(customer, pro);
        assertThat(customer.api().post("/api/review", of(pro, second)).status()).isEqualTo(201);

        List<String> reviewed = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            reviewed.add(customer.api()
                    .post("/api/review", reviewBody(pro, 5, ""))
                    .body()
                    .at("/review/bookingId")
                    .asText());
        }

        assertThat(reviewed).containsExactly(third.toString(), first.toString());
        assertThat(customer.api().post("/api/review", reviewBody(pro, 5, "")).status())
                .isEqualTo(409);
        assertThat(customer.api().post("/api/review", of(pro, second)).status()).isEqualTo(409);
        assertThat(testData.countReviews(pro)).isEqualTo(3);
    }

    @Test
    void updateOrDeleteReview_byOthers_returnsForbidden() {
        UUID booking = testData.completedBooking(customer, pro);
        String path = "/api/review/" + createReview(5, "Good.");

        for (ApiClient stranger : List.of(testData.customer().api(), pro.api())) {
            assertThat(stranger.put(path, "{\"rating\":1}").status()).isEqualTo(403);
            assertThat(stranger.delete(path).status()).isEqualTo(403);
        }
        assertThat(anyone.delete(path).status()).isEqualTo(401);
        assertThat(customer.api().put(path, "{\"hidden\":true}").status())
                .as("hiding the review as its author")
                .isEqualTo(403);
        assertThat(customer.api().put(path, "{}").errors()).containsExactly(" must have at least one field to change");
        assertThat(anyone.get(path).body().path("rating").asInt()).isEqualTo(5);
        assertThat(testData.countEvents("updated", pro)).isZero();

        ApiResponse edited = customer.api().put(path, "{\"rating\":3}");
        assertThat(edited.body().path("message").asText()).isEqualTo("Review updated");
        assertThat(edited.body().at("/review/rating").asInt()).isEqualTo(3);
        assertThat(edited.body().at("/review/comment").asText()).isEqualTo("Good.");
        assertThat(admin.api()
                        .put(path, "{\"comment\":\"\"}")
                        .body()
                        .path("review")
                        .has("comment"))
                .isFalse();
        assertThat(node.count("bus.audit where action = 'reviews.update' and '"
                        + path.replace("/api/review/", "review:") + "' = any (subjects)"))
                .as("audited edits")
                .isEqualTo(2);
        assertThat(customer.api().delete(path).body().path("message").asText()).isEqualTo("Review deleted");
        assertThat(customer.api().delete(path).status()).isEqualTo(404);
        assertThat(anyone.get(path).status()).isEqualTo(404);
        awaitBooking(booking, 0, "");
        assertThat(customer.api().post("/api/review", reviewBody(pro, 4, "")).status())
                .as("a new review after the deletion")
                .isEqualTo(201);
    }

    @Test
    void getReview_ofHiddenReview_isOnlyForAuthorAndAdmins() {
        UUID booking = testData.completedBooking(customer, pro);
        String path = "/api/review/" + createReview(1, "Unprintable");
        String list = "/api/review?professionalId=" + pro.id();

        ApiResponse hidden = admin.api().put(path, "{\"hidden\":true}");

        assertThat(hidden.body().at("/review/hidden").asBoolean()).isTrue();
        for (ApiClient stranger : List.of(anyone, pro.api(), testData.customer().api())) {
            assertThat(stranger.get(path).status()).isEqualTo(404);
            assertThat(stranger.get(list).body()).isEmpty();
            assertThat(stranger.get(list).header("x-total-count")).isEqualTo("0");
        }
        assertThat(pro.api().delete(path).status()).isEqualTo(404);
        assertThat(customer.api().get(path).body().path("hidden").asBoolean()).isTrue();
        assertThat(admin.api().get(list).body()).hasSize(1);
        awaitBooking(booking, 0, "");
        assertThat(customer.api()
                        .post("/api/review", reviewBody(pro, 1, "Again"))
                        .status())
                .isEqualTo(409);
        assertThat(customer.api()
                        .put(path, "{\"rating\":2}")
                        .body()
                        .at("/review/hidden")
                        .asBoolean())
                .as("still hidden after an edit")
                .isTrue();

        admin.api().put(path, "{\"hidden\":false}");

        assertThat(anyone.get(list).body()).hasSize(1);
        awaitBooking(booking, 2, "Unprintable");
    }

    @Test
    void listReviews_showsAuthorNamesAccordingToTheirSettings() {
        TestUser writer = testData.customer();
        testData.completedBooking(writer, pro);
        writer.api().put("/api/user", "{\"fullName\":\"Ada Lovelace\"}");
        String path = "/api/review/"
                + writer.api()
                        .post("/api/review", reviewBody(pro, 5, ""))
                        .body()
                        .at("/review/id")
                        .asText();

        assertThat(customer.api().get(path).body().at("/reviewer/name").asText())
                .isEqualTo("Ada Lovelace");
        assertThat(anyone.get(path).body().at("/reviewer/name").asText()).isEqualTo("Ada");
        writer.api().put("/api/user/settings", "{\"profileVisibility\":\"private\"}");
        assertThat(anyone.get(path).body().at("/reviewer/name").asText()).startsWith("person");
        node.execute(
                "update users.account set status = 'pending_deletion', erase_at = now() + interval '1 day', deletion_requested_by = 'owner' where id = '"
                        + writer.id() + "'");
        assertThat(anyone.get(path).body().path("reviewer").toString()).isEqualTo("{\"name\":\"Former member\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"rating\":5}|/reviewee is required",
                "{\"reviewee\":\"x\",\"rating\":0}|/rating must be",
                "{\"reviewee\":\"0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b11\",\"rating\":6}|/rating must be",
                "{\"reviewee\":\"0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b11\",\"rating\":4.5}|/rating must be",
                "{\"reviewee\":\"0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b11\",\"rating\":4,\"comment\":\"\\u0007\"}|/comment must not contain",
                "{\"reviewee\":\"0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b11\",\"rating\":4,\"stars\":4}|/stars"
            })
    void createReview_withInvalidFields_returnsErrorsByField(String body, String error) {
        ApiResponse refused = customer.api().post("/api/review", body);

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.errors()).anyMatch(each -> each.startsWith(error));
    }

    @Test
    void createReview_withCommentBeyondLimit_returnsValidationError() {
        UUID booking = testData.completedBooking(customer, pro);

        assertThat(rateBooking(customer, booking, "{\"rating\":5,\"review\":\"" + "\u00e4".repeat(2001) + "\"}")
                        .errors())
                .anyMatch(error -> error.startsWith("/review"));
        assertThat(rateBooking(customer, booking, "{\"rating\":5,\"review\":\"" + "\u0958".repeat(1001) + "\"}")
                        .errors())
                .as("too long in composed form")
                .containsExactly("/review must be at most 2000 characters");
        assertThat(testData.countReviews(pro)).isZero();
        assertThat(rateBooking(customer, booking, "{\"rating\":5,\"review\":\"" + "\u00e4".repeat(2000) + "\"}")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void listReviews_pagesNewestFirstWithoutGapOrRepetition() {
        List<String> written = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            testData.completedBooking(customer, pro);
            written.addFirst(createReview(1 + i % 5, "Number " + i));
        }

        List<String> seen = new ArrayList<>();
        ApiResponse page = anyone.get("/api/review?limit=3&professionalId=" + pro.id());
        assertThat(page.header("x-total-count")).isEqualTo("7");
        page.body().forEach(review -> seen.add(review.path("id").asText()));
        while (!page.header("link").isEmpty()) {
            page = anyone.get(page.header("link").replaceAll("^<(https?://[^/]+)?([^>]+)>.*$", "$2"));
            page.body().forEach(review -> seen.add(review.path("id").asText()));
        }

        assertThat(seen).isEqualTo(written);
        assertThat(anyone.get("/api/review?cursor=YQ").status()).isEqualTo(400);
        assertThat(anyone.get("/api/review?professionalId=x").status()).isEqualTo(400);
    }

    private static String of(TestUser reviewee, UUID booking) {
        return "{\"reviewee\":\"%s\",\"rating\":5,\"bookingId\":\"%s\"}".formatted(reviewee.id(), booking);
    }

    private static void awaitBooking(UUID booking, int rating, String review) {
        await().untilAsserted(() -> {
            JsonNode now = customer.api().get("/api/booking/" + booking).body();
            assertThat(now.path("rating").asInt()).isEqualTo(rating);
            assertThat(now.path("review").asText()).isEqualTo(review);
        });
    }
}
