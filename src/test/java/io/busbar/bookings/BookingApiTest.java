package io.busbar.bookings;

import static io.busbar.bookings.BookingWorld.in;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.busbar.bookings.BookingWorld.Professional;
import io.busbar.bus.Role;
import io.busbar.testing.Api;
import io.busbar.testing.Api.Answer;
import io.busbar.testing.TestNode;
import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Booking, reading and listing, as customers and professionals do it. */
class BookingApiTest {
    private static TestNode node;
    private static BookingWorld world;
    private static Professional pro;

    @BeforeAll
    static void start() {
        node = TestNode.start();
        world = BookingWorld.on(node);
        pro = world.professional(
                "{\"availability\":[" + BookingWorld.ALWAYS + "],\"bookingWindow\":730,\"services\":[{\"serviceId\":\""
                        + world.service() + "\",\"duration\":90}]}");
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void the_request_of_the_seed_is_answered_with_the_booking_in_both_clocks() {
        Api customer = world.customer();

        Answer made = customer.post("/api/booking", world.request(pro.id(), in(3), "09:00"));

        assertThat(made.status()).as("%s", made.body()).isEqualTo(201);
        assertThat(made.body().path("message").asText()).isEqualTo("Booking requested");
        JsonNode booking = made.body().path("booking");
        Instant start = in(3).atTime(9, 0).atZone(BookingWorld.BERLIN).toInstant();
        assertThat(booking.path("status").asText()).isEqualTo("pending");
        assertThat(Instant.parse(booking.path("start").asText())).isEqualTo(start);
        assertThat(Instant.parse(booking.path("end").asText())).isEqualTo(start.plus(Duration.ofMinutes(90)));
        assertThat(booking.path("startLocal").asText()).startsWith(in(3) + "T09:00:00+0");
        assertThat(booking.path("date").asText()).isEqualTo(in(3).toString());
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
        assertThat(world.events("booking.requested", id)).isEqualTo(1);
        assertThat(node.count("bus.event where key = '" + id + "' and payload::text like '%Mill Lane%'"))
                .isZero();
        assertThat(node.count("bus.timer where key = '" + id + "' and type = 'bookings.booking.answer.due'"))
                .isEqualTo(1);
    }

    @Test
    void an_instant_and_the_id_of_the_service_do_as_well() {
        Instant start = in(3).atTime(12, 0).atZone(BookingWorld.BERLIN).toInstant();

        Answer made = world.customer().post("/api/booking", """
            {"professionalId":"%s","service":"%s","start":"%s"}""".formatted(pro.id(), world.service(), start));

        assertThat(made.status()).as("%s", made.body()).isEqualTo(201);
        assertThat(made.body().at("/booking/time").asText()).isEqualTo("12:00");
        assertThat(made.body().path("booking").has("address")).isFalse();
    }

    @Test
    void a_taken_time_is_a_conflict_with_the_next_free_times() {
        world.book(world.customer(), pro, in(4), "09:00");

        Answer refused = world.customer().post("/api/booking", world.request(pro.id(), in(4), "10:00"));

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.body().at("/details/reason").asText()).isEqualTo("booked");
        JsonNode next = refused.body().at("/details/next");
        assertThat(next).hasSize(5);
        assertThat(next.at("/0/startLocal").asText()).startsWith(in(4) + "T10:30");
        Answer instead = world.customer().post("/api/booking", """
            {"professionalId":"%s","service":"tap REPAIR","start":"%s"}""".formatted(
                        pro.id(), next.at("/0/start").asText()));
        assertThat(instead.status()).as("%s", instead.body()).isEqualTo(201);
    }

    @Test
    void every_offered_slot_can_be_booked_and_every_refused_one_says_the_same() {
        Professional mornings = world.professional(
                """
            {"availability":[%s],"bufferBefore":15,"bufferAfter":15,"slotInterval":30}""".formatted(BookingWorld.ALWAYS.replace("00:00", "08:00").replace("24:00", "12:00")));
        String query = "/api/booking/slots?professionalId=" + mornings.id() + "&service=" + world.service() + "&from="
                + in(5) + "&to=" + in(5) + "&explain=true";

        int booked = 0;
        for (JsonNode slot : node.api().get(query).body()) {
            Answer answer = world.customer().post("/api/booking", """
                {"professionalId":"%s","service":"%s","start":"%s"}""".formatted(
                            mornings.id(), world.service(), slot.path("start").asText()));
            if (slot.has("reason")) {
                assertThat(answer.status()).isEqualTo(409);
                assertThat(answer.body().path("details").path("reason")).isEqualTo(slot.path("reason"));
            } else if (booked++ == 0) {
                assertThat(answer.status()).as("%s", answer.body()).isEqualTo(201);
                JsonNode after = node.api().get(query).body();
                assertThat(StreamSupport.stream(after.spliterator(), false)
                                .map(each -> each.path("reason").asText()))
                        .contains("booked", "buffer");
                UUID id = UUID.fromString(answer.body().at("/booking/id").asText());
                mornings.api().put("/api/booking/" + id + "/status", "{\"status\":\"rejected\"}");
            } else {
                assertThat(answer.status()).as("%s", answer.body()).isEqualTo(201);
                UUID id = UUID.fromString(answer.body().at("/booking/id").asText());
                mornings.api().put("/api/booking/" + id + "/status", "{\"status\":\"rejected\"}");
            }
        }
        assertThat(booked).isEqualTo(7);
    }

    @Test
    void what_cannot_be_booked_says_why() {
        Api customer = world.customer();
        Professional office = world.professional(
                """
            {"availability":[%s],"minimumNotice":2880,"bookingWindow":20,"exceptions":[{"date":"%s","closed":true}]}""".formatted(BookingWorld.ALWAYS.replace("00:00", "08:00").replace("24:00", "12:00"), in(7)));

        assertThat(reason(customer.post("/api/booking", world.request(office.id(), in(8), "13:00"))))
                .isEqualTo("outside_hours");
        assertThat(reason(customer.post("/api/booking", world.request(office.id(), in(8), "09:10"))))
                .isEqualTo("off_grid");
        assertThat(reason(customer.post("/api/booking", world.request(office.id(), in(7), "09:00"))))
                .isEqualTo("exception");
        assertThat(reason(customer.post("/api/booking", world.request(office.id(), in(1), "09:00"))))
                .isEqualTo("notice");
        assertThat(reason(customer.post("/api/booking", world.request(office.id(), in(-1), "09:00"))))
                .isEqualTo("past");
        assertThat(reason(customer.post("/api/booking", world.request(office.id(), in(21), "09:00"))))
                .isEqualTo("window");
        node.execute(
                "update users.account set status = 'leaving', erase_at = now() + interval '1 day', left_by = 'owner'"
                        + " where id = '" + office.id() + "'");
        assertThat(reason(customer.post("/api/booking", world.request(office.id(), in(8), "09:00"))))
                .isEqualTo("inactive");
        assertThat(node.count("bookings.booking where professional = '" + office.id() + "'"))
                .isZero();
    }

    @Test
    void a_time_that_clocks_skip_is_refused_and_of_two_equal_ones_the_first_is_booked() {
        LocalDate spring = lastSundayOf(3);
        LocalDate autumn = lastSundayOf(10);

        Answer skipped = world.customer().post("/api/booking", world.request(pro.id(), spring, "02:30"));
        Answer twice = world.customer().post("/api/booking", world.request(pro.id(), autumn, "02:30"));

        assertThat(skipped.status()).isEqualTo(400);
        assertThat(skipped.errors())
                .containsExactly("/time does not exist on that day in Europe/Berlin: clocks are put forward over it");
        assertThat(twice.status()).as("%s", twice.body()).isEqualTo(201);
        assertThat(twice.body().at("/booking/start").asText()).isEqualTo(autumn + "T00:30:00Z");
        assertThat(twice.body().at("/booking/startLocal").asText()).isEqualTo(autumn + "T02:30:00+02:00");
        assertThat(twice.body().at("/booking/endLocal").asText()).isEqualTo(autumn + "T03:00:00+01:00");
    }

    @Test
    void bad_requests_name_what_is_wrong() {
        Api customer = world.customer();

        assertThat(customer.post("/api/booking", "{\"date\":\"tomorrow\",\"time\":\"9\",\"colour\":\"red\"}")
                        .errors())
                .containsExactlyInAnyOrder(
                        "/professionalId is required",
                        "/service is required",
                        "/date must be a date as YYYY-MM-DD",
                        "/time must be a time of day as HH:MM",
                        "/colour is not a known field");
        assertThat(customer.post("/api/booking", "{\"professionalId\":\"" + pro.id() + "\",\"service\":\"Tap repair\"}")
                        .errors())
                .containsExactly("/date is required", "/time is required");
        assertThat(customer.post("/api/booking", world.request(UUID.randomUUID(), in(3), "09:00"))
                        .status())
                .isEqualTo(404);
        assertThat(customer.post(
                                "/api/booking",
                                world.request(pro.id(), in(3), "09:00").replace("Tap repair", "Unknown"))
                        .status())
                .isEqualTo(404);
        assertThat(node.api()
                        .post("/api/booking", world.request(pro.id(), in(3), "09:00"))
                        .status())
                .isEqualTo(401);
        assertThat(pro.api()
                        .post("/api/booking", world.request(pro.id(), in(3), "09:00"))
                        .status())
                .isEqualTo(403);
        assertThat(node.api(pro.id(), Role.CUSTOMER)
                        .post("/api/booking", world.request(pro.id(), in(3), "09:00"))
                        .errors())
                .containsExactly("/professionalId must be somebody else");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\u0007", "\\u001b[31m", "\\u0085"})
    void what_is_written_about_a_booking_has_no_control_characters(String character) {
        Api customer = world.customer();
        String request = world.request(pro.id(), in(4), "09:00");

        assertThat(customer.post("/api/booking", request.replace("12 Mill", "12" + character + " Mill"))
                        .errors())
                .containsExactly("/address must not contain control characters");
        assertThat(customer.post("/api/booking", request.replace("Ring twice", "Ring" + character + " twice"))
                        .errors())
                .containsExactly("/notes must not contain control characters");
        assertThat(customer.get("/api/booking").body()).isEmpty();
    }

    @Test
    void what_is_written_about_a_booking_may_have_lines() {
        Answer made = world.customer()
                .post(
                        "/api/booking",
                        world.request(pro.id(), in(5), "09:00")
                                .replace("12 Mill Lane", " 12 Mill Lane\\r\\nGhent ")
                                .replace("Ring twice.", "Cafe\u0301:\\n\\tring."));

        assertThat(made.body().at("/booking/address").asText()).isEqualTo("12 Mill Lane\nGhent");
        assertThat(made.body().at("/booking/notes").asText()).isEqualTo("Caf\u00e9:\n\tring.");
    }

    @Test
    void a_service_that_is_booked_is_not_deleted() {
        Api admin = node.api(Role.ADMIN);
        String service = admin.post("/api/services", """
                {"title":"Pipe laying","description":"We lay pipes.","category":"plumbing"}""").body().path("id").asText();
        Api customer = world.customer();
        Answer made = customer.post(
                "/api/booking", world.request(pro.id(), in(16), "09:00").replace("Tap repair", "Pipe laying"));
        UUID id = UUID.fromString(made.body().at("/booking/id").asText());

        Answer refused = admin.delete("/api/services/" + service);
        customer.put("/api/booking/" + id + "/status", "{\"status\":\"cancelled\"}");
        Answer deleted = admin.delete("/api/services/" + service);

        assertThat(refused.status()).isEqualTo(409);
        assertThat(deleted.status()).as("%s", deleted.body()).isEqualTo(200);
        assertThat(customer.get("/api/booking/" + id).body().path("service").asText())
                .isEqualTo("Pipe laying");
    }

    @Test
    void a_repeated_request_is_one_booking_and_one_answer() {
        Api customer = world.customer().with("Idempotency-Key", "\"mine\"");
        String request = world.request(pro.id(), in(10), "09:00");

        Answer first = customer.post("/api/booking", request);
        Answer again = customer.post("/api/booking", request);
        Answer other = customer.post("/api/booking", world.request(pro.id(), in(10), "15:00"));

        assertThat(first.status()).as("%s", first.body()).isEqualTo(201);
        assertThat(again.status()).as("%s", again.body()).isEqualTo(201);
        assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(other.status()).isEqualTo(422);
        assertThat(world.events(
                        "booking.requested",
                        UUID.fromString(first.body().at("/booking/id").asText())))
                .isEqualTo(1);
        assertThat(node.count("bookings.booking where professional = '" + pro.id() + "' and local_start::date = '"
                        + in(10) + "'"))
                .isEqualTo(1);
    }

    @Test
    void nobody_reads_or_changes_anothers_booking() {
        UUID id = world.book(world.customer(), pro, in(11), "09:00");
        Professional otherPro = world.tireless();
        String move = "{\"date\":\"" + in(12) + "\",\"time\":\"09:00\"}";

        for (Api stranger : List.of(world.customer(), otherPro.api())) {
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
        assertThat(node.api(Role.ADMIN).get("/api/booking/" + id).status()).isEqualTo(200);
        assertThat(node.count("bookings.booking where id = '" + id + "' and status = 'pending'"))
                .isEqualTo(1);
    }

    @Test
    void lists_are_mine_filtered_and_paged() {
        Professional busy = world.tireless();
        UUID me = UUID.randomUUID();
        Api customer = node.api(me, Role.CUSTOMER);
        List<UUID> ids = List.of(
                world.book(customer, busy, in(3), "09:00"),
                world.book(customer, busy, in(4), "09:00"),
                world.book(customer, busy, in(5), "09:00"));
        world.book(world.customer(), busy, in(6), "09:00");
        busy.api().put("/api/booking/" + ids.get(1) + "/status", "{\"status\":\"confirmed\"}");

        assertThat(ids(customer.get("/api/booking"))).containsExactlyElementsOf(ids.reversed());
        assertThat(ids(busy.api().get("/api/booking"))).hasSize(4);
        assertThat(ids(busy.api().get("/api/booking?role=customer"))).isEmpty();
        assertThat(ids(customer.get("/api/booking?role=customer&status=confirmed")))
                .containsExactly(ids.get(1));
        assertThat(ids(customer.get("/api/booking?from=" + in(4) + "&to=" + in(4))))
                .containsExactly(ids.get(1));
        Answer page = customer.get("/api/booking?limit=2");
        assertThat(ids(page)).containsExactly(ids.get(2), ids.get(1));
        String next = page.header("link").replaceAll("<([^>]*)>.*", "$1");
        assertThat(ids(customer.get(next.replaceAll("^https?://[^/]*", "")))).containsExactly(ids.getFirst());
        assertThat(customer.get("/api/booking?role=admin").errors())
                .containsExactly("/role must be customer or professional");
        assertThat(customer.get("/api/booking?cursor=bm9uc2Vuc2U").status()).isEqualTo(400);
    }

    @Test
    void a_booking_goes_into_calendars_and_keeps_its_name_there() {
        Api customer = world.customer();
        UUID id = world.book(customer, pro, in(13), "09:00");
        node.execute("update bookings.booking set notes = '" + "Zwölf; Boxkämpfer, ".repeat(8) + "' where id = '" + id
                + "'");

        Answer first = customer.get("/api/booking/" + id + "/ics");
        customer.put("/api/booking/" + id + "/reschedule", "{\"date\":\"" + in(14) + "\",\"time\":\"09:00\"}");
        Answer moved = customer.get("/api/booking/" + id + "/ics");

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
                .contains("DTSTART:" + in(13).toString().replace("-", "") + "T0");
        assertThat(moved.body().asText()).contains("UID:" + id + "@bookings.busbar\r\n", "SEQUENCE:1\r\n");
    }

    private static String reason(Answer answer) {
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(409);
        return answer.body().at("/details/reason").asText();
    }

    private static List<UUID> ids(Answer list) {
        assertThat(list.status()).as("%s", list.body()).isEqualTo(200);
        return StreamSupport.stream(list.body().spliterator(), false)
                .map(booking -> UUID.fromString(booking.path("id").asText()))
                .toList();
    }

    /** Of the next such month: when clocks are changed in Berlin. */
    private static LocalDate lastSundayOf(int month) {
        LocalDate day =
                LocalDate.now(BookingWorld.BERLIN).plusDays(1).withMonth(month).withDayOfMonth(31);
        LocalDate sunday = day.with(TemporalAdjusters.previousOrSame(DayOfWeek.SUNDAY));
        return sunday.isAfter(LocalDate.now(BookingWorld.BERLIN).plusDays(1)) ? sunday : lastSunday(day.plusYears(1));
    }

    private static LocalDate lastSunday(LocalDate endOfMonth) {
        return endOfMonth.with(TemporalAdjusters.previousOrSame(DayOfWeek.SUNDAY));
    }
}
