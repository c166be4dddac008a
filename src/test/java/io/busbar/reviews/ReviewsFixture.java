package io.busbar.reviews;

import static io.busbar.reviews.ReviewWorld.review;
import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.bus.Role;
import io.busbar.testing.Api;
import io.busbar.testing.Api.Answer;
import io.busbar.testing.People.Person;
import io.busbar.testing.TestNode;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** A node with a customer, an admin, and for every test a professional whom nobody has reviewed. */
abstract class ReviewsFixture {
    static TestNode node;
    static ReviewWorld world;
    static Person customer;
    static Person admin;
    static Api anyone;

    Person pro;

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

    /** The customer reviews the professional; returns the id. */
    String write(int rating, String comment) {
        Answer written = customer.api().post("/api/review", review(pro, rating, comment));
        assertThat(written.status()).as("%s", written.body()).isEqualTo(201);
        return written.body().at("/review/id").asText();
    }

    static Answer rate(Person who, UUID booking, String body) {
        return who.api().put("/api/booking/" + booking + "/rating", body);
    }
}
