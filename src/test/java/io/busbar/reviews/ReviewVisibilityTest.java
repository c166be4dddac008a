package io.busbar.reviews;

import static io.busbar.reviews.ReviewWorld.review;
import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.bus.Role;
import io.busbar.reviews.ReviewWorld.Someone;
import io.busbar.testing.Api;
import io.busbar.testing.Api.Answer;
import io.busbar.testing.TestNode;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reviews that not everybody is to see, and people who are not to be named. */
class ReviewVisibilityTest {
    private static TestNode node;
    private static ReviewWorld world;
    private static Someone customer;
    private static Someone admin;
    private static Api anyone;

    private Someone pro;

    @BeforeAll
    static void start() {
        node = TestNode.start();
        world = new ReviewWorld(node);
        customer = world.customer();
        admin = world.someone(Role.ADMIN);
        anyone = node.api();
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @BeforeEach
    void meet() {
        pro = world.professional();
    }

    @Test
    void its_writer_cannot_undo_what_a_moderator_did() {
        UUID booking = world.completed(customer, pro);
        String path = "/api/review/" + write(1, "Unprintable");
        admin.api().put(path, "{\"hidden\":true}");

        for (Answer refused :
                List.of(customer.api().delete(path), rate(customer, booking, "{\"rating\":5,\"review\":\"Again\"}"))) {
            assertThat(refused.status()).as("%s", refused.body()).isEqualTo(409);
            assertThat(refused.body().at("/details/reason").asText()).isEqualTo("hidden");
        }
        assertThat(node.count("reviews.review where hidden and rating = 1 and comment = 'Unprintable' and booking = '"
                        + booking + "'"))
                .isEqualTo(1);
        assertThat(world.events("removed", pro)).isZero();

        assertThat(admin.api().delete(path).status()).isEqualTo(200);
        assertThat(rate(customer, booking, "{\"rating\":5}").status()).isEqualTo(200);
    }

    @Test
    void of_a_professional_who_is_not_public_only_the_two_of_the_booking_and_admins_see_reviews() {
        world.completed(customer, pro);
        String id = write(4, "Fine.");
        String path = "/api/review/" + id;
        String list = "/api/review?professionalId=" + pro.id();
        pro.api().put("/api/user/settings", "{\"profileVisibility\":\"private\"}");

        for (Api stranger : List.of(anyone, world.customer().api())) {
            assertThat(stranger.get(path).status()).isEqualTo(404);
            assertThat(stranger.get(list).body()).isEmpty();
            assertThat(stranger.get(list).header("x-total-count"))
                    .as("how many")
                    .isEmpty();
            assertThat(stranger.get("/api/review?limit=200").body().toString()).doesNotContain(id);
        }
        for (Api theirs : List.of(customer.api(), pro.api(), admin.api())) {
            assertThat(theirs.get(path).status()).isEqualTo(200);
            assertThat(theirs.get(list).body()).hasSize(1);
        }

        pro.api().put("/api/user/settings", "{\"profileVisibility\":\"public\"}");
        assertThat(anyone.get(list).body()).hasSize(1);
    }

    @Test
    void who_is_suspended_is_named_to_nobody_and_can_be_rated_for_what_was_done() {
        Someone writer = world.customer();
        UUID booking = world.completed(writer, pro);
        String path = "/api/review/"
                + writer.api()
                        .post("/api/review", review(pro, 5, ""))
                        .body()
                        .at("/review/id")
                        .asText();
        node.execute("update users.account set status = 'suspended' where id = '" + writer.id() + "'");

        assertThat(anyone.get(path).body().path("reviewer").toString()).isEqualTo("{\"name\":\"Former member\"}");

        node.execute("update users.account set status = 'active' where id = '" + writer.id() + "'");
        node.execute("update users.account set status = 'suspended' where id = '" + pro.id() + "'");
        assertThat(rate(writer, booking, "{\"rating\":3}").status()).isEqualTo(200);
        assertThat(anyone.get(path).status()).isEqualTo(404);
    }

    private String write(int rating, String comment) {
        Answer written = customer.api().post("/api/review", review(pro, rating, comment));
        assertThat(written.status()).as("%s", written.body()).isEqualTo(201);
        return written.body().at("/review/id").asText();
    }

    private static Answer rate(Someone who, UUID booking, String body) {
        return who.api().put("/api/booking/" + booking + "/rating", body);
    }
}
