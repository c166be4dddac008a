package io.busbar.bookings;

import static io.busbar.bookings.BookingWorld.in;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.busbar.bookings.BookingOperations.Booking;
import io.busbar.bookings.BookingOperations.PersonalData;
import io.busbar.bookings.BookingWorld.Professional;
import io.busbar.bus.Role;
import io.busbar.testing.Api;
import io.busbar.testing.Api.Answer;
import io.busbar.testing.TestNode;
import io.busbar.users.AccountOperations.AccountId;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What bookings keep of people: what they are given of it, and what stays when they are forgotten. */
class BookingErasureTest {
    private static TestNode node;
    private static BookingWorld world;
    private static Professional pro;

    @BeforeAll
    static void start() {
        node = TestNode.start();
        world = BookingWorld.on(node);
        pro = world.tireless();
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void each_is_given_their_own_words_and_not_those_of_the_other() {
        UUID me = UUID.randomUUID();
        UUID id = world.book(node.api(me, Role.CUSTOMER), pro, in(18), "09:00");

        List<Booking> mine =
                node.ask(BookingOperations.PERSONAL_DATA, new AccountId(me)).bookings();
        PersonalData theirs = node.ask(BookingOperations.PERSONAL_DATA, new AccountId(pro.id()));

        assertThat(mine).singleElement().satisfies(booking -> {
            assertThat(booking.id()).isEqualTo(id);
            assertThat(booking.address()).isEqualTo("12 Mill Lane");
        });
        assertThat(theirs.bookings())
                .filteredOn(booking -> booking.id().equals(id))
                .singleElement()
                .satisfies(booking -> {
                    assertThat(booking.address()).isNull();
                    assertThat(booking.notes()).isNull();
                });
    }

    @Test
    void the_erased_leave_nothing_but_that_something_was_booked() {
        UUID me = UUID.randomUUID();
        Api customer = node.api(me, Role.CUSTOMER);
        String marker = "Rumpelstiltskin Alley 7";
        Answer made = customer.post(
                "/api/booking", world.request(pro.id(), in(15), "09:00").replace("12 Mill Lane", marker));
        UUID id = UUID.fromString(made.body().at("/booking/id").asText());
        assertThat(node.tablesWith(marker)).containsExactly("bookings.booking");

        erase(me);

        await().untilAsserted(() -> assertThat(node.tablesWith(marker)).isEmpty());
        assertThat(pro.api().get("/api/booking/" + id).body().path("status").asText())
                .isEqualTo("cancelled");
        assertThat(world.events("booking.cancelled", id)).isEqualTo(1);
        assertThat(world.timers(id)).isZero();
        assertThat(node.count("bus.stream_head where account = '" + pro.id() + "'"))
                .isEqualTo(1);
        assertThat(node.count("bus.stream_head where not erased and account = '" + me + "'"))
                .isZero();
        assertThat(node.count("bus.stream where account = '" + me + "'")).isZero();
    }

    @Test
    void what_is_open_with_an_erased_professional_is_cancelled_and_the_customers_words_stay() {
        Professional gone = world.tireless();
        Api customer = world.customer();
        UUID id = world.book(customer, gone, in(3), "09:00");

        erase(gone.id());

        await().untilAsserted(() -> assertThat(
                        customer.get("/api/booking/" + id).body().path("status").asText())
                .isEqualTo("cancelled"));
        assertThat(customer.get("/api/booking/" + id).body().path("address").asText())
                .isEqualTo("12 Mill Lane");
        assertThat(node.count("bookings.availability where professional = '" + gone.id() + "'"))
                .isZero();
    }

    private static void erase(UUID person) {
        erase(node, person);
    }

    /** Says that somebody was erased, without doing it. */
    static void erase(TestNode node, UUID person) {
        announce(node, "users.account.erased", person);
    }

    /** Says that something happened to an account. */
    static void announce(TestNode node, String event, UUID person) {
        node.execute("""
            with said as (
              insert into bus.event (type, key, payload)
              values ('%2$s', '%1$s', '{"id":"%1$s"}') returning id, type, key)
            insert into bus.delivery (subscriber, event_id, key)
            select s.subscriber, said.id, said.key from said join bus.subscription s on s.event_type = said.type""".formatted(person, event));
    }
}
