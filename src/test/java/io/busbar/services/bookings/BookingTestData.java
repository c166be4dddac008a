package io.busbar.services.bookings;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.testing.ApiClient;
import io.busbar.testing.ApiClient.ApiResponse;
import io.busbar.testing.TestNode;
import io.busbar.testing.TestUsers;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;
import java.util.UUID;

/** Professionals with hours, their customers, and the requests they send. */
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

    /** A professional who takes bookings. */
    public record TestProfessional(UUID id, ApiClient api) {}

    /** Returns test data with the service Tap repair in the catalog, created unless the node has it. */
    public static BookingTestData on(TestNode node) {
        ApiResponse response = node.api(UserRole.ADMIN).post("/api/services", """
                {"title":"Tap repair","description":"We fix dripping taps.","category":"plumbing"}""");
        assertThat(response.status()).as("%s", response.body()).isIn(201, 409);
        return new BookingTestData(
                node,
                node.uuid("select id from catalog.service where title = 'Tap repair'")
                        .toString());
    }

    /** Creates a professional in Berlin with this availability and an hourly rate of 45 euros. */
    public TestProfessional professional(String availability) {
        UUID id = TestUsers.create(node, UserRole.PROFESSIONAL).id();
        node.execute("update users.account set timezone = 'Europe/Berlin', hourly_rate = 4550, currency = 'EUR',"
                + " currency_digits = 2 where id = '" + id + "'");
        ApiClient apiClient = node.api(id, UserRole.PROFESSIONAL);
        ApiResponse set = apiClient.put("/api/booking/availability", availability);
        assertThat(set.status()).as("%s", set.body()).isEqualTo(200);
        return new TestProfessional(id, apiClient);
    }

    /** Creates a professional who is available around the clock. */
    public TestProfessional alwaysAvailable() {
        return professional("{\"availability\":[" + ALWAYS_AVAILABLE + "]}");
    }

    public ApiClient customer() {
        return node.api(UserRole.CUSTOMER);
    }

    /** Returns the body of a request as the alora seed defines it. */
    public String requestBody(UUID professional, LocalDate date, String time) {
        return """
            {"professionalId":"%s","service":"Tap repair","date":"%s","time":"%s","address":"12 Mill Lane","notes":"Ring twice."}""".formatted(professional, date, time);
    }

    /** Creates a booking and checks that it succeeds. */
    public UUID book(ApiClient customer, TestProfessional testProfessional, LocalDate date, String time) {
        ApiResponse response = customer.post("/api/booking", requestBody(testProfessional.id(), date, time));
        assertThat(response.status()).as("%s", response.body()).isEqualTo(201);
        return UUID.fromString(response.body().at("/booking/id").asText());
    }

    /** Shifts a booking in the database, past all rules. */
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

    /** Returns the next last Sunday of a month with 31 days, when clocks change in Berlin if it is March or October. */
    static LocalDate lastSundayOf(int month) {
        LocalDate day = LocalDate.now(BERLIN).plusDays(1).withMonth(month).withDayOfMonth(31);
        LocalDate sunday = day.with(TemporalAdjusters.previousOrSame(DayOfWeek.SUNDAY));
        return sunday.isAfter(LocalDate.now(BERLIN).plusDays(1)) ? sunday : lastSunday(day.plusYears(1));
    }

    private static LocalDate lastSunday(LocalDate endOfMonth) {
        return endOfMonth.with(TemporalAdjusters.previousOrSame(DayOfWeek.SUNDAY));
    }
}
