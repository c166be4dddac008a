package io.busbar.services.bookings;

import static io.busbar.services.bookings.BookingTestData.daysFromNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.busbar.bus.Id;
import io.busbar.services.bookings.BookingOperations.Booking;
import io.busbar.services.bookings.BookingPersonalData.BookingsExport;
import io.busbar.services.bookings.BookingTestData.TestProfessional;
import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.testing.ApiClient;
import io.busbar.testing.ApiClient.ApiResponse;
import io.busbar.testing.ApiTest;
import io.busbar.testing.TestNode;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The personal data of bookings: its export, and its erasure. */
public class BookingErasureTest extends ApiTest {
    private static BookingTestData testData;
    private static TestProfessional pro;

    @BeforeAll
    static void start() {
        testData = BookingTestData.on(node);
        pro = testData.alwaysAvailable();
    }

    @Test
    void exportPersonalData_ofEachParty_containsOnlyOwnTexts() {
        UUID me = UUID.randomUUID();
        UUID id = testData.book(node.api(me, UserRole.CUSTOMER), pro, daysFromNow(18), "09:00");

        List<Booking> mine =
                node.call(BookingPersonalData.EXPORT_PERSONAL_DATA, new Id(me)).bookings();
        BookingsExport theirs = node.call(BookingPersonalData.EXPORT_PERSONAL_DATA, new Id(pro.id()));

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
    void eraseCustomer_withBookings_leavesBookingsWithoutTexts() {
        UUID me = UUID.randomUUID();
        ApiClient customer = node.api(me, UserRole.CUSTOMER);
        String marker = "Rumpelstiltskin Alley 7";
        ApiResponse response = customer.post(
                "/api/booking",
                testData.requestBody(pro.id(), daysFromNow(15), "09:00").replace("12 Mill Lane", marker));
        UUID id = UUID.fromString(response.body().at("/booking/id").asText());
        assertThat(node.tablesContaining(marker)).containsExactly("bookings.booking");

        erase(me);

        await().untilAsserted(() -> assertThat(node.tablesContaining(marker)).isEmpty());
        assertThat(pro.api().get("/api/booking/" + id).body().path("status").asText())
                .isEqualTo("cancelled");
        assertThat(testData.countEvents("booking.cancelled", id)).isEqualTo(1);
        assertThat(testData.countTimers(id)).isZero();
        assertThat(node.count("bus.stream_head where account = '" + pro.id() + "'"))
                .isEqualTo(1);
        assertThat(node.count("bus.stream_head where not erased and account = '" + me + "'"))
                .isZero();
        assertThat(node.count("bus.stream where account = '" + me + "'")).isZero();
    }

    @Test
    void eraseProfessional_withOpenBookings_cancelsThemAndKeepsCustomerTexts() {
        TestProfessional gone = testData.alwaysAvailable();
        ApiClient customer = testData.customer();
        UUID id = testData.book(customer, gone, daysFromNow(3), "09:00");

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

    /** Publishes the event of an erased account without erasing it. */
    public static void erase(TestNode node, UUID person) {
        publish(node, "users.account.erased", person);
    }

    /** Publishes an event about an account. */
    public static void publish(TestNode node, String event, UUID person) {
        node.execute("""
            with sent as (
              insert into bus.event (type, key, payload)
              values ('%2$s', '%1$s', '{"id":"%1$s"}') returning id, type, key)
            insert into bus.delivery (subscriber, event_id, key)
            select s.subscriber, sent.id, sent.key from sent join bus.subscription s on s.event_type = sent.type""".formatted(person, event));
    }
}
