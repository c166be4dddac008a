package io.busbar.services.bookings;

import static io.busbar.services.bookings.BookingTestData.daysFromNow;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.busbar.services.bookings.BookingTestData.TestProfessional;
import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.testing.ApiClient;
import io.busbar.testing.ApiClient.ApiResponse;
import io.busbar.testing.ApiTest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Creating, getting and listing bookings as a customer and as a professional. */
class BookingApiTest extends ApiTest {
    private static BookingTestData testData;
    private static TestProfessional pro;

    @BeforeAll
    static void start() {
        testData = BookingTestData.on(node);
        pro = testData.professional("{\"availability\":[" + BookingTestData.ALWAYS_AVAILABLE
                + "],\"bookingWindow\":730,\"services\":[{\"serviceId\":\"" + testData.service()
                + "\",\"duration\":90}]}");
    }

    @Test
    void createBooking_withDateTimeAndServiceTitle_returnsBookingInBothTimeZones() {
        ApiClient customer = testData.customer();

        ApiResponse response = customer.post("/api/booking", testData.requestBody(pro.id(), daysFromNow(3), "09:00"));

        assertThat(response.status()).as("%s", response.body()).isEqualTo(201);
        assertThat(response.body().path("message").asText()).isEqualTo("Booking requested");
        JsonNode booking = response.body().path("booking");
        Instant start =
                daysFromNow(3).atTime(9, 0).atZone(BookingTestData.BERLIN).toInstant();
        assertThat(booking.path("status").asText()).isEqualTo("pending");
        assertThat(Instant.parse(booking.path("start").asText())).isEqualTo(start);
        assertThat(Instant.parse(booking.path("end").asText())).isEqualTo(start.plus(Duration.ofMinutes(90)));
        assertThat(booking.path("startLocal").asText()).startsWith(daysFromNow(3) + "T09:00:00+0");
        assertThat(booking.path("date").asText()).isEqualTo(daysFromNow(3).toString());
        assertThat(booking.path("time").asText()).isEqualTo("09:00");
        assertThat(booking.path("timeZone").asText()).isEqualTo("Europe/Berlin");
        assertThat(booking.path("service").asText()).isEqualTo("Tap repair");
        assertThat(booking.path("price").decimalValue())
                .as("90 minutes at 45.50")
                .isEqualByComparingTo("68.25");
        assertThat(booking.path("currency").asText()).isEqualTo("EUR");
        assertThat(booking.path("address").asText()).isEqualTo("12 Mill Lane");
        UUID id = UUID.fromString(booking.path("id").asText());
        assertThat(customer.get("/api/booking/" + id).body()).isEqualTo(booking);
        assertThat(pro.api().get("/api/booking/" + id).body()).isEqualTo(booking);
        assertThat(testData.countEvents("booking.requested", id)).isEqualTo(1);
        assertThat(node.count("bus.event where key = '" + id + "' and payload::text like '%Mill Lane%'"))
                .isZero();
        assertThat(node.count("bus.timer where key = '" + id + "' and type = 'bookings.booking.answer.due'"))
                .isEqualTo(1);
    }

    @Test
    void createBooking_withInstantAndServiceId_returnsBooking() {
        Instant start =
                daysFromNow(3).atTime(12, 0).atZone(BookingTestData.BERLIN).toInstant();

        ApiResponse response =
                testData.customer().post("/api/booking", """
            {"professionalId":"%s","service":"%s","start":"%s"}""".formatted(pro.id(), testData.service(), start));

        assertThat(response.status()).as("%s", response.body()).isEqualTo(201);
        assertThat(response.body().at("/booking/time").asText()).isEqualTo("12:00");
        assertThat(response.body().path("booking").has("address")).isFalse();
    }

    @Test
    void createBooking_ofTakenSlot_returnsConflictWithNextSlots() {
        testData.book(testData.customer(), pro, daysFromNow(4), "09:00");

        ApiResponse refused =
                testData.customer().post("/api/booking", testData.requestBody(pro.id(), daysFromNow(4), "10:00"));

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.body().at("/details/reason").asText()).isEqualTo("booked");
        JsonNode next = refused.body().at("/details/next");
        assertThat(next).hasSize(5);
        assertThat(next.at("/0/startLocal").asText()).startsWith(daysFromNow(4) + "T10:30");
        ApiResponse instead = testData.customer().post("/api/booking", """
            {"professionalId":"%s","service":"tap REPAIR","start":"%s"}""".formatted(
                        pro.id(), next.at("/0/start").asText()));
        assertThat(instead.status()).as("%s", instead.body()).isEqualTo(201);
    }

    @Test
    void createBooking_ofEverySlot_agreesWithTheListOfSlots() {
        TestProfessional mornings = testData.professional("""
            {"availability":[%s],"bufferBefore":15,"bufferAfter":15,"slotInterval":30}""".formatted(
                BookingTestData.ALWAYS_AVAILABLE.replace("00:00", "08:00").replace("24:00", "12:00")));
        String query = "/api/booking/slots?professionalId=" + mornings.id() + "&service=" + testData.service()
                + "&from=" + daysFromNow(5) + "&to=" + daysFromNow(5) + "&explain=true";

        int booked = 0;
        for (JsonNode slot : node.api().get(query).body()) {
            ApiResponse apiResponse = testData.customer().post("/api/booking", """
                {"professionalId":"%s","service":"%s","start":"%s"}""".formatted(
                    mornings.id(), testData.service(), slot.path("start").asText()));
            if (slot.has("reason")) {
                assertThat(apiResponse.status()).isEqualTo(409);
                assertThat(apiResponse.body().path("details").path("reason")).isEqualTo(slot.path("reason"));
            } else if (booked++ == 0) {
                assertThat(apiResponse.status()).as("%s", apiResponse.body()).isEqualTo(201);
                JsonNode after = node.api().get(query).body();
                assertThat(StreamSupport.stream(after.spliterator(), false)
                                .map(each -> each.path("reason").asText()))
                        .contains("booked", "buffer");
                UUID id = UUID.fromString(apiResponse.body().at("/booking/id").asText());
                mornings.api().put("/api/booking/" + id + "/status", "{\"status\":\"rejected\"}");
            } else {
                assertThat(apiResponse.status()).as("%s", apiResponse.body()).isEqualTo(201);
                UUID id = UUID.fromString(apiResponse.body().at("/booking/id").asText());
                mornings.api().put("/api/booking/" + id + "/status", "{\"status\":\"rejected\"}");
            }
        }
        assertThat(booked).isEqualTo(7);
    }

    @Test
    void createBooking_ofUnavailableSlot_returnsReason() {
        ApiClient customer = testData.customer();
        TestProfessional office = testData.professional("""
            {"availability":[%s],"minimumNotice":2880,"bookingWindow":20,"dateOverrides":[{"date":"%s","replacesWeeklyHours":true}]}""".formatted(
                BookingTestData.ALWAYS_AVAILABLE.replace("00:00", "08:00").replace("24:00", "12:00"), daysFromNow(7)));

        assertThat(reason(customer.post("/api/booking", testData.requestBody(office.id(), daysFromNow(8), "13:00"))))
                .isEqualTo("outside_hours");
        assertThat(reason(customer.post("/api/booking", testData.requestBody(office.id(), daysFromNow(8), "09:10"))))
                .isEqualTo("off_grid");
        assertThat(reason(customer.post("/api/booking", testData.requestBody(office.id(), daysFromNow(7), "09:00"))))
                .isEqualTo("date_override");
        assertThat(reason(customer.post("/api/booking", testData.requestBody(office.id(), daysFromNow(1), "09:00"))))
                .isEqualTo("notice");
        assertThat(reason(customer.post("/api/booking", testData.requestBody(office.id(), daysFromNow(-1), "09:00"))))
                .isEqualTo("past");
        assertThat(reason(customer.post("/api/booking", testData.requestBody(office.id(), daysFromNow(21), "09:00"))))
                .isEqualTo("window");
        node.execute(
                "update users.account set status = 'pending_deletion', erase_at = now() + interval '1 day', deletion_requested_by = 'owner'"
                        + " where id = '" + office.id() + "'");
        assertThat(reason(customer.post("/api/booking", testData.requestBody(office.id(), daysFromNow(8), "09:00"))))
                .isEqualTo("inactive");
        assertThat(node.count("bookings.booking where professional = '" + office.id() + "'"))
                .isZero();
    }

    @Test
    void createBooking_atClockChange_rejectsSkippedTimeAndBooksFirstOfTwo() {
        LocalDate spring = BookingTestData.lastSundayOf(3);
        LocalDate autumn = BookingTestData.lastSundayOf(10);

        ApiResponse skipped = testData.customer().post("/api/booking", testData.requestBody(pro.id(), spring, "02:30"));
        ApiResponse twice = testData.customer().post("/api/booking", testData.requestBody(pro.id(), autumn, "02:30"));

        assertThat(skipped.status()).isEqualTo(400);
        assertThat(skipped.errors())
                .containsExactly("/time does not exist on that day in Europe/Berlin because clocks go forward");
        assertThat(twice.status()).as("%s", twice.body()).isEqualTo(201);
        assertThat(twice.body().at("/booking/start").asText()).isEqualTo(autumn + "T00:30:00Z");
        assertThat(twice.body().at("/booking/startLocal").asText()).isEqualTo(autumn + "T02:30:00+02:00");
        assertThat(twice.body().at("/booking/endLocal").asText()).isEqualTo(autumn + "T03:00:00+01:00");
    }

    @Test
    void createBooking_withInvalidFields_returnsErrorsByField() {
        ApiClient customer = testData.customer();

        assertThat(customer.post("/api/booking", "{\"date\":\"tomorrow\",\"time\":\"9\",\"colour\":\"red\"}")
                        .errors())
                .containsExactlyInAnyOrder(
                        "/professionalId is required",
                        "/service is required",
                        "/date must be a date in the form YYYY-MM-DD",
                        "/time must be a time of day in the form HH:MM",
                        "/colour is not a known field");
        assertThat(customer.post("/api/booking", "{\"professionalId\":\"" + pro.id() + "\",\"service\":\"Tap repair\"}")
                        .errors())
                .containsExactly("/date is required", "/time is required");
        assertThat(customer.post("/api/booking", testData.requestBody(UUID.randomUUID(), daysFromNow(3), "09:00"))
                        .status())
                .isEqualTo(404);
        assertThat(customer.post(
                                "/api/booking",
                                testData.requestBody(pro.id(), daysFromNow(3), "09:00")
                                        .replace("Tap repair", "Unknown"))
                        .status())
                .isEqualTo(404);
        assertThat(node.api()
                        .post("/api/booking", testData.requestBody(pro.id(), daysFromNow(3), "09:00"))
                        .status())
                .isEqualTo(401);
        assertThat(pro.api()
                        .post("/api/booking", testData.requestBody(pro.id(), daysFromNow(3), "09:00"))
                        .status())
                .isEqualTo(403);
        assertThat(node.api(pro.id(), UserRole.CUSTOMER)
                        .post("/api/booking", testData.requestBody(pro.id(), daysFromNow(3), "09:00"))
                        .errors())
                .containsExactly("/professionalId must not be your own ID");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\u0007", "\\u001b[31m", "\\u0085"})
    void createBooking_withControlCharacters_returnsValidationError(String character) {
        ApiClient customer = testData.customer();
        String request = testData.requestBody(pro.id(), daysFromNow(4), "09:00");

        assertThat(customer.post("/api/booking", request.replace("12 Mill", "12" + character + " Mill"))
                        .errors())
                .containsExactly("/address must not contain control characters");
        assertThat(customer.post("/api/booking", request.replace("Ring twice", "Ring" + character + " twice"))
                        .errors())
                .containsExactly("/notes must not contain control characters");
        assertThat(customer.get("/api/booking").body()).isEmpty();
    }

    @Test
    void createBooking_withLineBreaks_storesThem() {
        ApiResponse response = testData.customer()
                .post(
                        "/api/booking",
                        testData.requestBody(pro.id(), daysFromNow(5), "09:00")
                                .replace("12 Mill Lane", " 12 Mill Lane\\r\\nGhent ")
                                .replace("Ring twice.", "Cafe\u0301:\\n\\tring."));

        assertThat(response.body().at("/booking/address").asText()).isEqualTo("12 Mill Lane\nGhent");
        assertThat(response.body().at("/booking/notes").asText()).isEqualTo("Caf\u00e9:\n\tring.");
    }

    @Test
    void deleteService_withOpenBooking_returnsConflict() {
        ApiClient admin = node.api(UserRole.ADMIN);
        String service = admin.post("/api/services", """
                {"title":"Pipe laying","description":"We lay pipes.","category":"plumbing"}""").body().path("id").asText();
        ApiClient customer = testData.customer();
        ApiResponse response = customer.post(
                "/api/booking",
                testData.requestBody(pro.id(), daysFromNow(16), "09:00").replace("Tap repair", "Pipe laying"));
        UUID id = UUID.fromString(response.body().at("/booking/id").asText());

        ApiResponse refused = admin.delete("/api/services/" + service);
        customer.put("/api/booking/" + id + "/status", "{\"status\":\"cancelled\"}");
        ApiResponse deleted = admin.delete("/api/services/" + service);

        assertThat(refused.status()).isEqualTo(409);
        assertThat(deleted.status()).as("%s", deleted.body()).isEqualTo(200);
        assertThat(customer.get("/api/booking/" + id).body().path("service").asText())
                .isEqualTo("Pipe laying");
    }

    @Test
    void createBooking_repeatedWithIdempotencyKey_returnsSameBooking() {
        ApiClient customer = testData.customer().with("Idempotency-Key", "\"mine\"");
        String request = testData.requestBody(pro.id(), daysFromNow(10), "09:00");

        ApiResponse first = customer.post("/api/booking", request);
        ApiResponse again = customer.post("/api/booking", request);
        ApiResponse other = customer.post("/api/booking", testData.requestBody(pro.id(), daysFromNow(10), "15:00"));

        assertThat(first.status()).as("%s", first.body()).isEqualTo(201);
        assertThat(again.status()).as("%s", again.body()).isEqualTo(201);
        assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(other.status()).isEqualTo(422);
        assertThat(testData.countEvents(
                        "booking.requested",
                        UUID.fromString(first.body().at("/booking/id").asText())))
                .isEqualTo(1);
        assertThat(node.count("bookings.booking where professional = '" + pro.id() + "' and local_start::date = '"
                        + daysFromNow(10) + "'"))
                .isEqualTo(1);
    }

    @Test
    void anyRequest_forBookingOfOthers_returnsNotFound() {
        UUID id = testData.book(testData.customer(), pro, daysFromNow(11), "09:00");
        TestProfessional otherPro = testData.alwaysAvailable();
        String move = "{\"date\":\"" + daysFromNow(12) + "\",\"time\":\"09:00\"}";

        for (ApiClient stranger : List.of(testData.customer(), otherPro.api())) {
            assertThat(stranger.get("/api/booking/" + id).status()).isEqualTo(404);
            assertThat(stranger.get("/api/booking/" + id + "/ics").status()).isEqualTo(404);
            assertThat(stranger.put("/api/booking/" + id + "/status", "{\"status\":\"cancelled\"}")
                            .status())
                    .isEqualTo(404);
            assertThat(stranger.put("/api/booking/" + id + "/status", "{\"status\":\"pending\"}")
                            .status())
                    .isEqualTo(404);
            assertThat(stranger.put("/api/booking/" + id + "/reschedule", move).status())
                    .isEqualTo(404);
            assertThat(stranger.get("/api/booking").body()).isEmpty();
        }
        assertThat(node.api().get("/api/booking/" + id).status()).isEqualTo(401);
        assertThat(node.api(UserRole.ADMIN).get("/api/booking/" + id).status()).isEqualTo(200);
        assertThat(node.count("bookings.booking where id = '" + id + "' and status = 'pending'"))
                .isEqualTo(1);
    }

    @Test
    void listBookings_withFiltersAndPages_returnsOwnBookings() {
        TestProfessional busy = testData.alwaysAvailable();
        UUID me = UUID.randomUUID();
        ApiClient customer = node.api(me, UserRole.CUSTOMER);
        List<UUID> ids = List.of(
                testData.book(customer, busy, daysFromNow(3), "09:00"),
                testData.book(customer, busy, daysFromNow(4), "09:00"),
                testData.book(customer, busy, daysFromNow(5), "09:00"));
        testData.book(testData.customer(), busy, daysFromNow(6), "09:00");
        busy.api().put("/api/booking/" + ids.get(1) + "/status", "{\"status\":\"confirmed\"}");

        assertThat(ids(customer.get("/api/booking"))).containsExactlyElementsOf(ids.reversed());
        assertThat(ids(busy.api().get("/api/booking"))).hasSize(4);
        assertThat(ids(busy.api().get("/api/booking?role=customer"))).isEmpty();
        assertThat(ids(customer.get("/api/booking?role=customer&status=confirmed")))
                .containsExactly(ids.get(1));
        assertThat(ids(customer.get("/api/booking?from=" + daysFromNow(4) + "&to=" + daysFromNow(4))))
                .containsExactly(ids.get(1));
        ApiResponse page = customer.get("/api/booking?limit=2");
        assertThat(ids(page)).containsExactly(ids.get(2), ids.get(1));
        String next = page.header("link").replaceAll("<([^>]*)>.*", "$1");
        assertThat(ids(customer.get(next.replaceAll("^https?://[^/]*", "")))).containsExactly(ids.getFirst());
        assertThat(customer.get("/api/booking?role=admin").errors())
                .containsExactly("/role must be customer or professional");
        assertThat(customer.get("/api/booking?cursor=bm9uc2Vuc2U").status()).isEqualTo(400);
    }

    @Test
    void getCalendarFile_afterChanges_keepsUid() {
        ApiClient customer = testData.customer();
        UUID id = testData.book(customer, pro, daysFromNow(13), "09:00");
        node.execute("update bookings.booking set notes = '" + "Zwölf; Boxkämpfer, ".repeat(8) + "' where id = '" + id
                + "'");

        ApiResponse first = customer.get("/api/booking/" + id + "/ics");
        customer.put("/api/booking/" + id + "/reschedule", "{\"date\":\"" + daysFromNow(14) + "\",\"time\":\"09:00\"}");
        ApiResponse moved = customer.get("/api/booking/" + id + "/ics");

        String file = first.body().asText();
        assertThat(first.header("content-type")).startsWith("text/calendar");
        assertThat(file).startsWith("BEGIN:VCALENDAR\r\n").endsWith("END:VCALENDAR\r\n");
        assertThat(file.split("\r\n"))
                .allSatisfy(line ->
                        assertThat(line.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(75));
        String unfolded = file.replace("\r\n ", "");
        assertThat(unfolded)
                .contains("UID:" + id + "@bookings.busbar\r\n", "SEQUENCE:0\r\n", "STATUS:TENTATIVE\r\n")
                .contains("SUMMARY:Tap repair\r\n", "LOCATION:12 Mill Lane\r\n", "Zwölf\\; Boxkämpfer\\, Zwölf")
                .contains("DTSTART:" + daysFromNow(13).toString().replace("-", "") + "T0");
        assertThat(moved.body().asText()).contains("UID:" + id + "@bookings.busbar\r\n", "SEQUENCE:1\r\n");
    }

    private static String reason(ApiResponse apiResponse) {
        assertThat(apiResponse.status()).as("%s", apiResponse.body()).isEqualTo(409);
        return apiResponse.body().at("/details/reason").asText();
    }

    private static List<UUID> ids(ApiResponse list) {
        assertThat(list.status()).as("%s", list.body()).isEqualTo(200);
        return StreamSupport.stream(list.body().spliterator(), false)
                .map(booking -> UUID.fromString(booking.path("id").asText()))
                .toList();
    }
}
