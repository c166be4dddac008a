package io.busbar.services.reviews;

import static io.busbar.services.reviews.ReviewTestData.reviewBody;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.testing.ApiClient;
import io.busbar.testing.ApiClient.ApiResponse;
import io.busbar.testing.BusbarNode;
import io.busbar.testing.TestNode;
import io.busbar.testing.TestUsers.TestUser;
import io.busbar.testing.TwoNodeCluster;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Permissions on a review, on a node that knew the review before it was changed on another one. */
@BusbarNode(nodes = 2)
class ReviewPermissionsTest {
    /** The promise of 250 ms, and what the test itself takes on a busy machine. */
    private static final Duration IN_EFFECT = Duration.ofMillis(250 + 500);

    private final TestNode first;
    private final TestNode second;
    private ApiClient author;
    private ApiClient stranger;
    private ApiClient admin;
    private TestUser professional;
    private String path;

    ReviewPermissionsTest(TwoNodeCluster nodes) {
        this.first = nodes.first();
        this.second = nodes.second();
    }

    @BeforeEach
    void createReview() {
        ReviewTestData testData = new ReviewTestData(first);
        TestUser customer = testData.customer();
        professional = testData.professional();
        testData.completedBooking(customer, professional);
        ApiResponse created = customer.api().post("/api/review", reviewBody(professional, 2, "Late."));
        assertThat(created.status()).as("%s", created.body()).isEqualTo(201);
        path = "/api/review/" + created.body().at("/review/id").asText();
        author = second.api(customer.id(), UserRole.CUSTOMER);
        stranger = second.api(UserRole.CUSTOMER);
        admin = first.api(UserRole.ADMIN);
        assertThat(stranger.put(path, "{\"rating\":1}").status()).isEqualTo(403);
        assertThat(author.put(path, "{\"rating\":3}").status()).isEqualTo(200);
    }

    @Test
    void updateReview_afterItWasHiddenOnAnotherNode_isNotFoundByStrangers() {
        assertThat(admin.put(path, "{\"hidden\":true}").status()).isEqualTo(200);

        await().pollInterval(Duration.ofMillis(10))
                .atMost(IN_EFFECT)
                .until(() -> stranger.put(path, "{\"rating\":1}").status() == 404);
        assertThat(stranger.delete(path).status()).isEqualTo(404);
        assertThat(author.put(path, "{\"rating\":4}").status()).isEqualTo(200);
        ApiResponse deleted = author.delete(path);
        assertThat(deleted.status()).isEqualTo(409);
        assertThat(deleted.body().at("/details/reason").asText()).isEqualTo("hidden");

        assertThat(admin.put(path, "{\"hidden\":false}").status()).isEqualTo(200);

        await().pollInterval(Duration.ofMillis(10))
                .atMost(IN_EFFECT)
                .until(() -> stranger.put(path, "{\"rating\":1}").status() == 403);
        assertThat(second.api().get(path).body().path("rating").asInt()).isEqualTo(4);
    }

    @Test
    void updateReview_changesPermissionsOnlyIfItHidesOrShows() {
        String changes =
                "bus.permission_change where resource_id = '%s'".formatted(path.substring(path.lastIndexOf('/') + 1));

        assertThat(author.put(path, "{\"rating\":4,\"comment\":\"Early.\"}").status())
                .isEqualTo(200);
        assertThat(first.count(changes)).isZero();

        assertThat(admin.put(path, "{\"hidden\":true}").status()).isEqualTo(200);
        assertThat(admin.put(path, "{\"hidden\":true,\"rating\":5}").status()).isEqualTo(200);
        assertThat(first.count(changes)).isEqualTo(1);
    }

    @Test
    void updateReview_afterItWasDeletedOnAnotherNode_isNotFound() {
        assertThat(admin.delete(path).status()).isEqualTo(200);

        await().pollInterval(Duration.ofMillis(10))
                .atMost(IN_EFFECT)
                .until(() -> stranger.put(path, "{\"rating\":1}").status() == 404);
        assertThat(author.put(path, "{\"rating\":4}").status()).isEqualTo(404);
        assertThat(author.delete(path).status()).isEqualTo(404);
        assertThat(first.published(ReviewEvents.DELETED, professional.id())).isEqualTo(1);
    }
}
