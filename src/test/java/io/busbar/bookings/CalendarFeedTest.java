package io.busbar.bookings;

import static io.busbar.bookings.BookingWorld.in;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.busbar.bookings.BookingWorld.Professional;
import io.busbar.bus.Role;
import io.busbar.testing.Api;
import io.busbar.testing.Api.Answer;
import io.busbar.testing.People;
import io.busbar.testing.TestNode;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One's bookings in a calendar program, by an address that nobody else knows. */
class CalendarFeedTest {
    private static TestNode node;
    private static BookingWorld world;

    private UUID me;
    private Api customer;
    private Professional pro;

    @BeforeAll
    static void start() {
        node = TestNode.start();
        world = BookingWorld.on(node);
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @BeforeEach
    void meet() {
        me = People.make(node, Role.CUSTOMER).id();
        customer = node.api(me, Role.CUSTOMER);
        pro = world.tireless();
    }

    @Test
    void both_partners_see_their_bookings_and_what_became_of_them() {
        UUID open = world.book(customer, pro, in(3), "09:00");
        UUID cancelled = world.book(customer, pro, in(4), "09:00");
        customer.put("/api/booking/" + cancelled + "/status", "{\"status\":\"cancelled\"}");
        UUID others = world.book(world.customer(), world.tireless(), in(5), "09:00");

        for (Api partner : List.of(customer, pro.api())) {
            Answer feed = node.api().get(make(partner));

            assertThat(feed.status()).as("%s", feed.body()).isEqualTo(200);
            assertThat(feed.header("content-type")).isEqualTo("text/calendar; charset=utf-8");
            assertThat(feed.header("cache-control")).isEqualTo("private, no-cache");
            List<String> lines = lines(feed);
            assertThat(lines)
                    .startsWith("BEGIN:VCALENDAR", "VERSION:2.0")
                    .endsWith("END:VCALENDAR")
                    .contains("UID:" + open + "@bookings.busbar", "STATUS:TENTATIVE", "LOCATION:12 Mill Lane")
                    .doesNotContain("UID:" + others + "@bookings.busbar");
            assertThat(lines.subList(lines.indexOf("UID:" + cancelled + "@bookings.busbar"), lines.size()))
                    .contains("STATUS:CANCELLED");
            assertThat(lines).filteredOn("BEGIN:VEVENT"::equals).hasSize(2);
            assertThat(lines).filteredOn("END:VEVENT"::equals).hasSize(2);
        }
    }

    @Test
    void a_program_that_has_it_all_is_told_so() {
        String url = make(customer);
        world.book(customer, pro, in(3), "09:00");
        String tag = node.api().get(url).header("etag");

        Answer same = node.api().with("If-None-Match", tag).get(url);
        world.book(customer, pro, in(3), "11:00");
        Answer other = node.api().with("If-None-Match", tag).get(url);

        assertThat(same.status()).isEqualTo(304);
        assertThat(same.header("etag")).isEqualTo(tag);
        assertThat(other.status()).isEqualTo(200);
        assertThat(other.header("etag")).isNotEqualTo(tag);
    }

    @Test
    void an_address_ends_when_another_is_made_or_it_is_revoked() {
        assertThat(customer.get("/api/calendar/feed").body().path("active").asBoolean())
                .isFalse();
        String first = make(customer);
        String second = make(customer);

        assertThat(node.api().get(first).status()).isEqualTo(404);
        assertThat(node.api().get(second).status()).isEqualTo(200);
        assertThat(node.api().get(second.replace(".ics", "")).status()).isEqualTo(200);
        Answer state = customer.get("/api/calendar/feed");
        assertThat(state.body().path("active").asBoolean()).isTrue();
        assertThat(state.body().toString()).doesNotContain("url", "feed/");

        assertThat(customer.delete("/api/calendar/feed").body().path("message").asText())
                .isEqualTo("Calendar feed revoked");
        assertThat(customer.delete("/api/calendar/feed").status()).isEqualTo(200);
        assertThat(node.api().get(second).status()).isEqualTo(404);
    }

    @Test
    void another_password_ends_an_address_that_was_made_before() {
        String before = make(customer);
        Professional other = world.tireless();
        String others = make(other.api());
        node.execute("update bookings.calendar_feed set created_at = now() - interval '1 day'");

        BookingErasureTest.announce(node, "auth.password.changed", me);

        await().untilAsserted(() -> assertThat(node.api().get(before).status()).isEqualTo(404));
        assertThat(node.api().get(others).status()).isEqualTo(200);
        assertThat(node.api().get(make(customer)).status()).isEqualTo(200);
    }

    @Test
    void it_is_shown_once_and_kept_nowhere() {
        String url = make(customer.with("Idempotency-Key", "\"a key\""));
        String again = make(customer.with("Idempotency-Key", "\"a key\""));
        node.api().get(again);

        assertThat(again).as("no stored answer").isNotEqualTo(url);
        for (String made : List.of(url, again)) {
            assertThat(made).matches("/api/calendar/feed/[A-Za-z0-9_-]{43}\\.ics");
            assertThat(node.tablesWith(made.substring(19, 62))).isEmpty();
        }
    }

    @Test
    void its_owner_is_told_that_it_was_made_and_finds_it_in_their_export_without_its_address() {
        String secret = make(customer).substring(19, 62);

        await().untilAsserted(() -> assertThat(
                        customer.get("/api/notification").body().findValuesAsText("kind"))
                .containsExactly("account.calendar"));
        assertThat(customer.get("/api/notification").body().toString()).doesNotContain(secret);
        assertThat(pro.api().get("/api/notification").body()).isEmpty();

        JsonNode mine = export(me, Role.CUSTOMER);
        assertThat(mine.at("/bookings/calendarFeed/active").asBoolean()).isTrue();
        assertThat(mine.at("/bookings/calendarFeed").has("since")).isTrue();
        assertThat(mine.toString()).doesNotContain(secret);
        assertThat(export(pro.id(), Role.PROFESSIONAL)
                        .at("/bookings/calendarFeed")
                        .toString())
                .isEqualTo("{\"active\":false}");
    }

    @Test
    void an_account_that_is_not_active_has_no_calendar() {
        String url = make(customer);
        Answer never = node.api().get("/api/calendar/feed/" + "A".repeat(43) + ".ics");
        Api admin = node.api(Role.ADMIN);

        admin.put("/api/users/" + me + "/status", "{\"status\":\"suspended\",\"reason\":\"a test\"}");
        Answer suspended = node.api().get(url);
        admin.put("/api/users/" + me + "/status", "{\"status\":\"active\"}");
        Answer back = node.api().get(url);
        node.execute("delete from users.account where id = '" + me + "'");
        Answer erased = node.api().get(url);

        assertThat(never.status()).isEqualTo(404);
        assertThat(back.status()).isEqualTo(200);
        for (Answer gone : List.of(suspended, erased)) {
            assertThat(gone.status()).isEqualTo(404);
            assertThat(gone.body().path("message")).isEqualTo(never.body().path("message"));
        }
        BookingErasureTest.erase(node, me);
        await().untilAsserted(() -> assertThat(node.count("bookings.calendar_feed where person = '" + me + "'"))
                .isZero());
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "..ics", ".ics", "%00", "%27%20or%20true"})
    void a_made_up_address_is_none(String token) {
        assertThat(node.api().get("/api/calendar/feed/" + token).status()).isIn(400, 404);
    }

    @Test
    void it_goes_back_ninety_days_and_has_eight_hundred_to_come_at_most() {
        UUID old = world.book(customer, pro, in(3), "09:00");
        UUID recent = world.book(customer, pro, in(3), "11:00");
        world.move(old, "-95 days");
        world.move(recent, "-80 days");
        String url = make(customer);

        assertThat(lines(node.api().get(url)))
                .contains("UID:" + recent + "@bookings.busbar")
                .doesNotContain("UID:" + old + "@bookings.busbar");

        node.execute("""
            insert into bookings.booking (status, professional, customer, service, title, starts_at, ends_at, blocked, zone, local_start)
            select 'cancelled', '%s', '%s', gen_random_uuid(), repeat('Ö', 80), at, at + '1 hour', tstzrange(at, at + '1 hour'), 'UTC', at at time zone 'UTC'
            from (select now() + i * interval '1 hour' as at from generate_series(1, 1005) as i) as times""".formatted(pro.id(), me));
        Answer long_ = node.api().get(url);
        assertThat(lines(long_))
                .as("the next 800, and what was before")
                .contains("UID:" + recent + "@bookings.busbar")
                .filteredOn("BEGIN:VEVENT"::equals)
                .hasSize(801);
        assertThat(long_.body().asText().split("\r\n", -1))
                .allMatch(line -> line.getBytes(java.nio.charset.StandardCharsets.UTF_8).length <= 75);
    }

    @Test
    void what_a_busy_person_has_done_leaves_room_for_what_is_to_come() {
        node.execute("""
            insert into bookings.booking (status, professional, customer, service, title, starts_at, ends_at, blocked, zone, local_start)
            select 'cancelled', '%s', '%s', gen_random_uuid(), 'Done', at, at + '1 hour', tstzrange(at, at + '1 hour'), 'UTC', at at time zone 'UTC'
            from (select now() - i * interval '1 hour' as at from generate_series(2, 1005) as i) as times""".formatted(pro.id(), me));
        UUID next = world.book(customer, pro, in(3), "09:00");

        List<String> lines = lines(node.api().get(make(customer)));

        assertThat(lines).contains("UID:" + next + "@bookings.busbar");
        assertThat(lines).filteredOn("BEGIN:VEVENT"::equals).hasSize(201);
    }

    private String make(Api api) {
        Answer made = api.send("POST", "/api/calendar/feed", null);
        assertThat(made.status()).as("%s", made.body()).isEqualTo(200);
        return made.body().path("url").asText();
    }

    /** All that is kept about somebody, in their file. */
    private static JsonNode export(UUID person, Role role) {
        Api somebody = node.api(person, role);
        Answer wanted = somebody.post("/api/exports", "");
        assertThat(wanted.status()).as("%s", wanted.body()).isEqualTo(202);
        String export = "/api/exports/" + wanted.body().path("id").asText();
        await().until(() -> somebody.get(export).body().path("status").asText().equals("ready"));
        return new Api("http://127.0.0.1:" + node.port())
                .bearing(node.token(person, role))
                .get(export + "/download")
                .body();
    }

    /** Unfolded. */
    private static List<String> lines(Answer feed) {
        String text = feed.body().asText();
        assertThat(text).endsWith("\r\n");
        return Arrays.stream(text.replace("\r\n ", "").split("\r\n", -1))
                .filter(line -> !line.isEmpty())
                .toList();
    }
}
