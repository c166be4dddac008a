package io.busbar.reviews;

import static io.busbar.reviews.ReviewWorld.review;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.busbar.reviews.ReviewOperations.PersonalData;
import io.busbar.testing.People.Person;
import io.busbar.testing.TestNode;
import io.busbar.users.AccountOperations.AccountId;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What reviews keep of people: what they are given of it, and what stays when they are forgotten. */
class ReviewErasureTest {
    private static TestNode node;
    private static ReviewWorld world;

    private Person customer;
    private Person pro;
    private final String words = "Rumpelstiltskin was here " + UUID.randomUUID();

    @BeforeAll
    static void start() {
        node = TestNode.start();
        world = new ReviewWorld(node);
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @BeforeEach
    void meet() {
        customer = world.customer();
        pro = world.professional();
    }

    @Test
    void everybody_is_given_what_they_wrote_and_marked_and_not_what_others_wrote_of_them() {
        world.completed(customer, pro);
        customer.api().post("/api/review", review(pro, 5, words));
        customer.api().post("/api/favorite", "{\"professionalId\":\"" + pro.id() + "\"}");

        PersonalData mine = node.ask(ReviewOperations.PERSONAL_DATA, new AccountId(customer.id()));
        PersonalData theirs = node.ask(ReviewOperations.PERSONAL_DATA, new AccountId(pro.id()));

        assertThat(mine.reviews())
                .singleElement()
                .satisfies(written -> assertThat(written.comment()).isEqualTo(words));
        assertThat(mine.favorites())
                .singleElement()
                .satisfies(marked -> assertThat(marked.professionalId()).isEqualTo(pro.id()));
        assertThat(theirs).isEqualTo(new PersonalData(List.of(), List.of(), false));
    }

    @Test
    void every_favourite_is_told_and_that_there_are_more_reviews_than_are_told() {
        node.execute("insert into reviews.favorite (person, professional) select '" + customer.id()
                + "', gen_random_uuid() from generate_series(1, 1000)");
        String more = "insert into reviews.review (booking, professional, reviewer, rating)"
                + " select gen_random_uuid(), gen_random_uuid(), '" + customer.id()
                + "', 5 from generate_series(1, %d)";
        node.execute(more.formatted(500));

        PersonalData all = node.ask(ReviewOperations.PERSONAL_DATA, new AccountId(customer.id()));
        node.execute(more.formatted(1));
        PersonalData most = node.ask(ReviewOperations.PERSONAL_DATA, new AccountId(customer.id()));

        assertThat(all.favorites()).hasSize(1000);
        assertThat(all.reviews()).hasSize(500);
        assertThat(all.truncated()).isFalse();
        assertThat(most.reviews()).hasSize(500);
        assertThat(most.truncated()).isTrue();
    }

    @Test
    void of_who_is_erased_the_stars_stay_without_name_and_words() {
        UUID booking = world.completed(customer, pro);
        customer.api().post("/api/favorite", "{\"professionalId\":\"" + pro.id() + "\"}");
        String id = customer.api()
                .post("/api/review", review(pro, 2, words))
                .body()
                .at("/review/id")
                .asText();
        await().untilAsserted(
                        () -> assertThat(node.tablesWith(words)).containsExactly("bookings.booking", "reviews.review"));

        erase(customer);

        await().untilAsserted(() -> assertThat(node.tablesWith(words)).isEmpty());
        JsonNode left = node.api().get("/api/review/" + id).body();
        assertThat(left.path("rating").asInt()).isEqualTo(2);
        assertThat(left.path("reviewer").toString()).isEqualTo("{\"name\":\"Former member\"}");
        assertThat(left.has("comment")).isFalse();
        assertThat(node.count("reviews.favorite where person = '" + customer.id() + "'"))
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
    void of_who_is_erased_nothing_said_of_them_stays() {
        UUID booking = world.completed(customer, pro);
        customer.api().post("/api/favorite", "{\"professionalId\":\"" + pro.id() + "\"}");
        customer.api().post("/api/review", review(pro, 1, words));
        UUID late = world.completed(customer, pro);
        await().untilAsserted(
                        () -> assertThat(node.tablesWith(words)).containsExactly("bookings.booking", "reviews.review"));

        erase(pro);

        await().untilAsserted(() -> assertThat(node.tablesWith(words)).isEmpty());
        assertThat(world.reviews(pro)).isZero();
        assertThat(node.count("reviews.favorite where professional = '" + pro.id() + "'"))
                .isZero();
        await().untilAsserted(() -> assertThat(node.count(
                        "bookings.booking where id = '" + booking + "' and (rating is not null or review is not null)"))
                .isZero());
        assertThat(customer.api().post("/api/review", review(pro, 1, words)).status())
                .as("nor is anything said of them later")
                .isEqualTo(404);
        assertThat(customer.api()
                        .put("/api/booking/" + late + "/rating", "{\"rating\":1}")
                        .status())
                .isEqualTo(404);
        assertThat(node.count("bus.dead_letter")).isZero();
    }

    private static void erase(Person person) {
        node.execute("delete from users.account where id = '" + person.id() + "'");
        world.announceErased(person.id());
    }
}
