package io.busbar.services.reviews;

import static io.busbar.services.reviews.ReviewTestData.reviewBody;
import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.testing.ApiClient;
import io.busbar.testing.ApiClient.ApiResponse;
import io.busbar.testing.BusbarNode;
import io.busbar.testing.TestNode;
import io.busbar.testing.TestUsers.TestUser;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** A node with a customer, an admin, and a new professional without reviews for every test. */
@BusbarNode
abstract class ReviewsFixture {
    static TestNode node;
    static ReviewTestData testData;
    static TestUser customer;
    static TestUser admin;
    static ApiClient anyone;

    TestUser pro;

    @BeforeAll
    static void start(TestNode given) {
        node = given;
        testData = new ReviewTestData(node);
        customer = testData.customer();
        admin = testData.person(UserRole.ADMIN);
        anyone = node.api();
    }

    @BeforeEach
    void createProfessional() {
        pro = testData.professional();
    }

    /** Lets the customer review the professional and returns the ID of the review. */
    String createReview(int rating, String comment) {
        ApiResponse written = customer.api().post("/api/review", reviewBody(pro, rating, comment));
        assertThat(written.status()).as("%s", written.body()).isEqualTo(201);
        return written.body().at("/review/id").asText();
    }

    static ApiResponse rateBooking(TestUser who, UUID booking, String body) {
        return who.api().put("/api/booking/" + booking + "/rating", body);
    }
}
