package io.busbar.services.bookings.availability;

import static io.busbar.services.bookings.BookingTestData.daysFromNow;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.busbar.services.bookings.BookingTestData;
import io.busbar.services.bookings.BookingTestData.TestProfessional;
import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.services.users.ProfileHoursOperations;
import io.busbar.services.users.ProfileHoursOperations.DayHours;
import io.busbar.services.users.ProfileHoursOperations.ProfileHours;
import io.busbar.services.users.ProfileHoursOperations.SetHours;
import io.busbar.services.users.ProfileHoursOperations.TimeOfDayRange;
import io.busbar.testing.ApiClient;
import io.busbar.testing.ApiClient.ApiResponse;
import io.busbar.testing.ApiTest;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The availability of professionals and the slots that result from it. */
class AvailabilityApiTest extends ApiTest {
    private static BookingTestData testData;

    @BeforeAll
    static void start() {
        testData = BookingTestData.on(node);
    }

    @Test
    void updateAvailability_withSomeFields_keepsTheOthers() {
        TestProfessional pro = testData.professional("""
            {"availability":[{"day":"Friday","timeSlots":[{"start":"13:00","end":"24:00"},{"start":"08:00","end":"12:00"}]},
                             {"day":"monday","timeSlots":[{"start":"08:00","end":"12:00"}]}],
             "bufferBefore":10,"bufferAfter":5,"minimumNotice":60,"bookingWindow":30,"slotInterval":15,
             "dateOverrides":[{"date":"2026-12-24","replacesWeeklyHours":true,"hours":[{"start":"10:00","end":"11:00"}]}],
             "services":[{"serviceId":"%s","duration":90,"price":75.5,"currency":"EUR"}]}""".formatted(testData.service()));

        JsonNode own = pro.api().get("/api/booking/availability").body();
        ApiResponse changed = pro.api().put("/api/booking/availability", "{\"bufferAfter\":20}");

        assertThat(own.at("/availability/0/day").asText()).isEqualTo("monday");
        assertThat(own.at("/availability/1/timeSlots/0/start").asText()).isEqualTo("08:00");
        assertThat(own.at("/availability/1/timeSlots/1/end").asText()).isEqualTo("24:00");
        assertThat(own.at("/dateOverrides/0/replacesWeeklyHours").asBoolean()).isTrue();
        assertThat(own.at("/dateOverrides/0/hours/0/end").asText()).isEqualTo("11:00");
        assertThat(own.at("/services/0/price").decimalValue()).isEqualByComparingTo("75.5");
        assertThat(own.path("timeZone").asText()).isEqualTo("Europe/Berlin");
        assertThat(changed.body().path("bufferAfter").asInt()).isEqualTo(20);
        assertThat(changed.body().path("availability")).isEqualTo(own.path("availability"));
        assertThat(changed.body().path("bufferBefore").asInt()).isEqualTo(10);
        assertThat(node.count("bus.audit where action = 'bookings.updateAvailability' and 'availability:" + pro.id()
                        + "' = any (subjects)"))
                .isEqualTo(2);
    }

    @Test
    void getHours_byAnyone_returnsNoDateOverrides() {
        TestProfessional pro = testData.professional("""
            {"availability":[{"day":"monday","timeSlots":[{"start":"08:00","end":"12:00"}]}],
             "dateOverrides":[{"date":"2026-12-24","replacesWeeklyHours":true}]}""");

        ApiResponse shown = node.api().get("/api/availability/" + pro.id());

        assertThat(shown.status()).isEqualTo(200);
        assertThat(shown.body().at("/availability/0/timeSlots/0/end").asText()).isEqualTo("12:00");
        assertThat(shown.body().has("dateOverrides")).isFalse();
        assertThat(node.api().get("/api/availability/" + UUID.randomUUID()).status())
                .isEqualTo(404);
        assertThat(node.api(UserRole.CUSTOMER).get("/api/booking/availability").status())
                .isEqualTo(403);
        assertThat(node.api(UserRole.CUSTOMER)
                        .put("/api/booking/availability", "{\"bufferAfter\":5}")
                        .status())
                .isEqualTo(403);
        assertThat(node.api().get("/api/booking/availability").status()).isEqualTo(401);
    }

    @Test
    void updateAvailability_withInvalidFields_returnsAllErrors() {
        TestProfessional pro = testData.professional("{\"bufferAfter\":5}");

        ApiResponse refused = pro.api().put("/api/booking/availability", """
            {"bufferAfter":7,
             "availability":[{"day":"moonday","timeSlots":[]},
                             {"day":"monday","timeSlots":[{"start":"08:00","end":"12:00"},{"start":"11:00","end":"13:00"},
                                                          {"start":"15:00","end":"15:00"}]},
                             {"day":"MONDAY","timeSlots":[]}],
             "dateOverrides":[{"date":"2026-12-24"},{"date":"2026-12-24","replacesWeeklyHours":true}],
             "services":[{"serviceId":"%s","price":5},{"serviceId":"%s","price":1.005,"currency":"EUR"},
                         {"serviceId":"%s","price":5,"currency":"QQQ"}]}""".formatted(
                        testData.service(), testData.service(), UUID.randomUUID()));

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.errors())
                .containsExactlyInAnyOrder(
                        "/availability/0/day must be a day of the week, such as monday",
                        "/availability/1/timeSlots/1 overlaps 08:00 to 12:00",
                        "/availability/1/timeSlots/2 must start before it ends",
                        "/availability/2/day is given twice",
                        "/dateOverrides/0 must have hours, or replace the weekly hours",
                        "/dateOverrides/1/date is given twice",
                        "/services/0/currency is required with a price",
                        "/services/1/price must have at most 2 decimal places in EUR",
                        "/services/1/serviceId is given twice",
                        "/services/2/currency is not a supported currency",
                        "/services/2/serviceId is not a service of the catalog");
        assertThat(pro.api().put("/api/booking/availability", "{}").errors())
                .containsExactly(" must have at least one field to change");
        assertThat(pro.api()
                        .put(
                                "/api/booking/availability",
                                "{\"availability\":[{\"day\":\"monday\",\"timeSlots\":[{\"start\":\"24:00\",\"end\":\"25:00\"}]}]}")
                        .errors())
                .containsExactlyInAnyOrder(
                        "/availability/0/timeSlots/0/start must be a time of day in the form HH:MM",
                        "/availability/0/timeSlots/0/end must be a time such as 17:30, at most 24:00");
        assertThat(pro.api()
                        .get("/api/booking/availability")
                        .body()
                        .path("bufferAfter")
                        .asInt())
                .isEqualTo(5);
    }

    @Test
    void listSlots_ofADay_returnsFreeTimesInBothTimeZones() {
        TestProfessional pro = testData.professional(
                "{\"availability\":[{\"day\":\"monday\",\"timeSlots\":[{\"start\":\"09:00\",\"end\":\"11:00\"}]}]}");
        LocalDate monday = daysFromNow(7).with(TemporalAdjusters.next(DayOfWeek.MONDAY));

        ApiResponse found = slots(pro, monday.minusDays(1), monday.plusDays(1), "&timeZone=America/New_York");

        assertThat(found.status()).as("%s", found.body()).isEqualTo(200);
        assertThat(found.body()).hasSize(3);
        JsonNode first = found.body().path(0);
        assertThat(first.path("start").asText())
                .isEqualTo(monday.atTime(9, 0)
                        .atZone(BookingTestData.BERLIN)
                        .toInstant()
                        .toString());
        assertThat(first.path("startLocal").asText()).matches(monday + "T0[34]:00:00-0[45]:00");
        assertThat(first.has("reason")).isFalse();
        assertThat(slots(pro, monday.plusDays(1), monday.plusDays(6), "").body())
                .isEmpty();
    }

    @Test
    void listSlots_withExplain_returnsReasons() {
        TestProfessional pro = testData.professional("""
            {"availability":[{"day":"monday","timeSlots":[{"start":"09:00","end":"11:00"}]}],
             "services":[{"serviceId":"%s","duration":90}]}""".formatted(testData.service()));
        LocalDate monday = daysFromNow(7).with(TemporalAdjusters.next(DayOfWeek.MONDAY));
        testData.book(testData.customer(), pro, monday, "09:30");

        JsonNode explained = slots(pro, monday, monday, "&explain=true").body();

        assertThat(slots(pro, monday, monday, "").body()).isEmpty();
        assertThat(explained).hasSize(48);
        assertThat(StreamSupport.stream(explained.spliterator(), false)
                        .filter(slot -> slot.path("startLocal").asText().contains("T09:30"))
                        .map(slot -> slot.path("reason").asText()))
                .containsExactly("booked");
        assertThat(StreamSupport.stream(explained.spliterator(), false)
                        .map(slot -> slot.path("reason").asText())
                        .distinct())
                .containsExactlyInAnyOrder("outside_hours", "booked");
    }

    @Test
    void listSlots_withInvalidParameters_returnsValidationError() {
        TestProfessional pro = testData.alwaysAvailable();

        assertThat(slots(pro, daysFromNow(5), daysFromNow(4), "").errors())
                .containsExactly("/to must not be before `from`");
        assertThat(slots(pro, daysFromNow(1), daysFromNow(62), "").status()).isEqualTo(200);
        assertThat(slots(pro, daysFromNow(1), daysFromNow(63), "").errors())
                .containsExactly("/to must be at most 62 days including `from`");
        assertThat(slots(pro, daysFromNow(1), daysFromNow(2), "&timeZone=Mars/Base")
                        .status())
                .isEqualTo(400);
        assertThat(node.api()
                        .get("/api/booking/slots?professionalId=" + pro.id() + "&service=nothing&from=" + daysFromNow(1)
                                + "&to=" + daysFromNow(2))
                        .status())
                .isEqualTo(404);
        assertThat(node.api()
                        .get("/api/booking/slots?professionalId=" + UUID.randomUUID() + "&service=" + testData.service()
                                + "&from=" + daysFromNow(1) + "&to=" + daysFromNow(2))
                        .status())
                .isEqualTo(404);
        assertThat(slots(pro, LocalDate.of(9999, 12, 30), LocalDate.of(9999, 12, 31), "")
                        .body())
                .isEmpty();
    }

    @Test
    void listSlots_ofInactiveProfessional_returnsNone() {
        TestProfessional pro = testData.alwaysAvailable();
        assertThat(slots(pro, daysFromNow(1), daysFromNow(1), "").body()).isNotEmpty();

        node.execute("update users.account set status = 'suspended' where id = '" + pro.id() + "'");

        assertThat(slots(pro, daysFromNow(1), daysFromNow(1), "").body()).isEmpty();
        assertThat(slots(pro, daysFromNow(1), daysFromNow(1), "&explain=true").body())
                .isEmpty();
    }

    @Test
    void updateProfile_withWeeklyHours_setsThem() {
        TestProfessional pro = testData.professional("{\"bufferAfter\":5}");

        ProfileHours set = node.call(
                ProfileHoursOperations.SET,
                new SetHours(pro.id(), List.of(new DayHours("Sunday", List.of(new TimeOfDayRange("10:00", "12:00"))))));

        assertThat(set.availability()).extracting(DayHours::day).containsExactly("sunday");
        assertThat(pro.api()
                        .get("/api/booking/availability")
                        .body()
                        .path("bufferAfter")
                        .asInt())
                .isEqualTo(5);
    }

    private static ApiResponse slots(TestProfessional pro, LocalDate from, LocalDate to, String more) {
        ApiClient anyone = node.api();
        return anyone.get("/api/booking/slots?professionalId=" + pro.id() + "&service=Tap%20repair&from=" + from
                + "&to=" + to + more);
    }
}
