package io.busbar.bookings;

import static io.busbar.bookings.BookingWorld.in;
import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.bookings.BookingWorld.Professional;
import io.busbar.bus.Role;
import io.busbar.testing.Api;
import io.busbar.testing.Api.Answer;
import io.busbar.testing.AtOnce;
import io.busbar.testing.TestNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How many requests one customer can have waiting for an answer. */
class OpenRequestsTest {
    private static TestNode node;
    private static BookingWorld world;

    private final UUID me = UUID.randomUUID();
    private Api customer;
    private Professional pro;

    @BeforeAll
    static void start() {
        node = TestNode.start(Map.of("OPEN_REQUESTS", "3"));
        world = BookingWorld.on(node);
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @BeforeEach
    void meet() {
        customer = node.api(me, Role.CUSTOMER);
        pro = world.tireless();
    }

    @Test
    void of_many_at_once_to_different_professionals_no_more_are_made_than_can_be_open() {
        List<Professional> pros = Stream.generate(world::tireless).limit(6).toList();

        List<Answer> answers = AtOnce.answers(
                18,
                i -> customer.post(
                        "/api/booking", world.request(pros.get(i % 6).id(), in(5), "%02d:00".formatted(8 + i / 6))));

        assertThat(answers.stream().map(Answer::status)).containsOnly(201, 409);
        List<Answer> refused =
                answers.stream().filter(answer -> answer.status() == 409).toList();
        assertThat(refused).hasSize(15).allSatisfy(OpenRequestsTest::isTooMany);
        assertThat(node.count("bookings.booking where customer = '" + me + "'")).isEqualTo(3);
        assertThat(node.count(
                        "bus.event where type = 'bookings.booking.requested' and payload->>'customer' = '" + me + "'"))
                .isEqualTo(3);
        assertThat(world.customer()
                        .post("/api/booking", world.request(pro.id(), in(5), "08:00"))
                        .status())
                .as("somebody else's")
                .isEqualTo(201);
    }

    @Test
    void one_that_is_answered_or_cancelled_makes_room() {
        UUID first = world.book(customer, pro, in(5), "09:00");
        UUID second = world.book(customer, pro, in(5), "10:00");
        world.book(customer, pro, in(5), "11:00");
        isTooMany(book("12:00"));

        set(pro.api(), first, "confirmed");
        world.book(customer, pro, in(5), "12:00");
        isTooMany(book("13:00"));

        set(customer, second, "cancelled");
        world.book(customer, pro, in(5), "13:00");
        assertThat(book("13:00").body().at("/details/reason").asText()).isEqualTo("booked");
    }

    @Test
    void a_time_that_is_held_becomes_no_request_more() {
        for (String time : List.of("09:00", "10:00", "11:00")) {
            world.book(customer, pro, in(5), time);
        }
        Answer held = customer.post("/api/booking/holds", """
            {"professionalId":"%s","service":"Tap repair","date":"%s","time":"12:00"}""".formatted(pro.id(), in(5)));
        String request = """
            {"professionalId":"%s","service":"Tap repair","start":"%s","holdId":"%s"}""".formatted(
                        pro.id(),
                        Instant.parse(held.body().at("/hold/start").asText()),
                        held.body().at("/hold/id").asText());

        isTooMany(customer.post("/api/booking", request));
        assertThat(node.count("bookings.booking where status = 'held' and customer = '" + me + "'"))
                .isEqualTo(1);

        node.execute("update bookings.booking set status = 'cancelled', expires_at = null"
                + " where status = 'pending' and customer = '" + me + "'");
        assertThat(customer.post("/api/booking", request).status()).isEqualTo(201);
    }

    @Test
    void none_is_too_many_where_they_are_not_limited() {
        try (TestNode open = TestNode.start(Map.of("OPEN_REQUESTS", "0"))) {
            BookingWorld there = BookingWorld.on(open);
            Professional busy = there.tireless();
            Api eager = there.customer();

            IntStream.range(0, 21).forEach(hour -> there.book(eager, busy, in(5), "%02d:00".formatted(hour)));
        }
    }

    private Answer book(String time) {
        return customer.post("/api/booking", world.request(pro.id(), in(5), time));
    }

    private static void set(Api api, UUID booking, String status) {
        Answer answer = api.put("/api/booking/" + booking + "/status", "{\"status\":\"" + status + "\"}");
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
    }

    private static void isTooMany(Answer answer) {
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(409);
        assertThat(answer.body().at("/details/reason").asText()).isEqualTo("requests");
        assertThat(answer.body().at("/details/most").asInt()).isEqualTo(3);
    }
}
