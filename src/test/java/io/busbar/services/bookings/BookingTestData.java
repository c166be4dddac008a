package io.busbar.services.bookings;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.bus.Role;
import io.busbar.testing.ApiClient;
import io.busbar.testing.ApiClient.ApiResponse;
import io.busbar.testing.TestNode;
import io.busbar.testing.TestUsers;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.UUID;

/** Professionals with hours, customers without number, and what they say to each other. */
public record BookingTestData(TestNode node, String service) {
    public static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    public static final String ALWAYS_AVAILABLE = """
            {"day":"Monday","timeSlots":[{"start":"00:00","end":"24:00"}]},
            {"day":"TUESDAY","timeSlots":[{"start":"00:00","end":"24:00"}]},
            {"day":"wednesday","timeSlots":[{"start":"00:00","end":"24:00"}]},
            {"day":"thursday","timeSlots":[{"start":"00:00","end":"24:00"}]},
            {"day":"friday","timeSlots":[{"start":"00:00","end":"24:00"}]},
            {"day":"saturday","timeSlots":[{"start":"00:00","end":"24:00"}]},
            {"day":"sunday","timeSlots":[{"start":"00:00","end":"24:00"}]}""";

    /** Somebody who can be booked. */
    public record TestProfessional(UUID id, ApiClient api) {}

    /** With the service Tap repair in the catalog, which is made unless the node has it. */
    public static BookingTestData on(TestNode node) {
        ApiResponse made = node.api(Role.ADMIN).post("/api/services", """
                {"title":"Tap repair","description":"We fix dripping taps.","category":"plumbing"}""");
        assertThat(made.status()).as("%s", made.body()).isIn(201, 409);
        return new BookingTestData(
                node,
                node.uuid("select id from catalog.service where title = 'Tap repair'")
                        .toString());
    }

    /** A professional in Berlin with these settings of availability, who takes 45 euros an hour. */
    public TestProfessional professional(String availability) {
        UUID id = TestUsers.create(node, Role.PROFESSIONAL).id();
        node.execute("update users.account set timezone = 'Europe/Berlin', hourly_rate = 4550, currency = 'EUR',"
                + " currency_digits = 2 where id = '" + id + "'");
        ApiClient apiClient = node.api(id, Role.PROFESSIONAL);
        ApiResponse set = apiClient.put("/api/booking/availability", availability);
        assertThat(set.status()).as("%s", set.body()).isEqualTo(200);
        return new TestProfessional(id, apiClient);
    }

    /** A professional who works day and night. */
    public TestProfessional alwaysAvailable() {
        return professional("{\"availability\":[" + ALWAYS_AVAILABLE + "]}");
    }

    public ApiClient customer() {
        return node.api(Role.CUSTOMER);
    }

    /** A request as alora sends it. */
    public String requestBody(UUID professional, LocalDate date, String time) {
        return """
            {"professionalId":"%s","service":"Tap repair","date":"%s","time":"%s","address":"12 Mill Lane","notes":"Ring twice."}""".formatted(professional, date, time);
    }

    /** Books, and expects that it works. */
    public UUID book(ApiClient customer, TestProfessional testProfessional, LocalDate date, String time) {
        ApiResponse made = customer.post("/api/booking", requestBody(testProfessional.id(), date, time));
        assertThat(made.status()).as("%s", made.body()).isEqualTo(201);
        return UUID.fromString(made.body().at("/booking/id").asText());
    }

    /** Moves a booking in time without asking anybody. */
    public void shift(UUID booking, String interval) {
        node.execute("""
            update bookings.booking set starts_at = starts_at + interval '%1$s', ends_at = ends_at + interval '%1$s',
              blocked = tstzrange(lower(blocked) + interval '%1$s', upper(blocked) + interval '%1$s') where id = '%2$s'""".formatted(interval, booking));
    }

    public long countEvents(String type, UUID booking) {
        return node.count("bus.event where type = 'bookings." + type + "' and key = '" + booking + "'");
    }

    public long countTimers(UUID booking) {
        return node.count("bus.timer where key = '" + booking + "'");
    }

    public static LocalDate daysFromNow(int days) {
        return LocalDate.now(BERLIN).plusDays(days);
    }
}
