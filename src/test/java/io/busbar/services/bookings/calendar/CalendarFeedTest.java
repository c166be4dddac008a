package io.busbar.services.bookings.calendar;

import static io.busbar.services.bookings.BookingTestData.daysFromNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.busbar.services.bookings.BookingErasureTest;
import io.busbar.services.bookings.BookingTestData;
import io.busbar.services.bookings.BookingTestData.TestProfessional;
import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.testing.ApiClient;
import io.busbar.testing.ApiClient.ApiResponse;
import io.busbar.testing.ApiTest;
import io.busbar.testing.TestUsers;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calendar feeds: bookings in a calendar program under a secret URL. */
class CalendarFeedTest extends ApiTest {
    private static BookingTestData testData;

    private UUID me;
    private ApiClient customer;
    private TestProfessional pro;

    @BeforeAll
    static void start() {
        testData = BookingTestData.on(node);
    }

    @BeforeEach
    void createUsers() {
        me = TestUsers.create(node, UserRole.CUSTOMER).id();
        customer = node.api(me, UserRole.CUSTOMER);
        pro = testData.alwaysAvailable();
    }

    @Test
    void downloadFeed_byBothParties_containsBookingsAndStatus() {
        UUID open = testData.book(customer, pro, daysFromNow(3), "09:00");
        UUID cancelled = testData.book(customer, pro, daysFromNow(4), "09:00");
        customer.put("/api/booking/" + cancelled + "/status", "{\"status\":\"cancelled\"}");
        UUID others = testData.book(testData.customer(), testData.alwaysAvailable(), daysFromNow(5), "09:00");

        for (ApiClient partner : List.of(customer, pro.api())) {
            ApiResponse feed = node.api().get(createFeed(partner));

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
    void downloadFeed_withCurrentETag_returnsNotModified() {
        String url = createFeed(customer);
        testData.book(customer, pro, daysFromNow(3), "09:00");
        String tag = node.api().get(url).header("etag");

        ApiResponse same = node.api().with("If-None-Match", tag).get(url);
        testData.book(customer, pro, daysFromNow(3), "11:00");
        ApiResponse other = node.api().with("If-None-Match", tag).get(url);

        assertThat(same.status()).isEqualTo(304);
        assertThat(same.header("etag")).isEqualTo(tag);
        assertThat(other.status()).isEqualTo(200);
        assertThat(other.header("etag")).isNotEqualTo(tag);
    }

    @Test
    void createOrRevokeFeed_withExistingFeed_invalidatesItsUrl() {
        assertThat(customer.get("/api/calendar/feed").body().path("active").asBoolean())
                .isFalse();
        String first = createFeed(customer);
        String second = createFeed(customer);

        assertThat(node.api().get(first).status()).isEqualTo(404);
        assertThat(node.api().get(second).status()).isEqualTo(200);
        assertThat(node.api().get(second.replace(".ics", "")).status()).isEqualTo(200);
        ApiResponse state = customer.get("/api/calendar/feed");
        assertThat(state.body().path("active").asBoolean()).isTrue();
        assertThat(state.body().toString()).doesNotContain("url", "feed/");

        assertThat(customer.delete("/api/calendar/feed").body().path("message").asText())
                .isEqualTo("Calendar feed revoked");
        assertThat(customer.delete("/api/calendar/feed").status()).isEqualTo(200);
        assertThat(node.api().get(second).status()).isEqualTo(404);
    }

    @Test
    void changePassword_withExistingFeed_invalidatesItsUrl() {
        String before = createFeed(customer);
        TestProfessional other = testData.alwaysAvailable();
        String others = createFeed(other.api());
        node.execute("update bookings.calendar_feed set created_at = now() - interval '1 day'");

        BookingErasureTest.publish(node, "auth.password.changed", me);

        await().untilAsserted(() -> assertThat(node.api().get(before).status()).isEqualTo(404));
        assertThat(node.api().get(others).status()).isEqualTo(200);
        assertThat(node.api().get(createFeed(customer)).status()).isEqualTo(200);
    }

    @Test
    void createFeed_returnsUrlOnceAndStoresOnlyItsHash() {
        String url = createFeed(customer.with("Idempotency-Key", "\"a key\""));
        String again = createFeed(customer.with("Idempotency-Key", "\"a key\""));
        node.api().get(again);

        assertThat(again).as("no stored answer").isNotEqualTo(url);
        for (String feedUrl : List.of(url, again)) {
            assertThat(feedUrl).matches("/api/calendar/feed/[A-Za-z0-9_-]{43}\\.ics");
            assertThat(node.tablesContaining(feedUrl.substring(19, 62))).isEmpty();
        }
    }

    @Test
    void createFeed_notifiesOwnerAndAppearsInExportWithoutUrl() {
        String secret = createFeed(customer).substring(19, 62);

        await().untilAsserted(() -> assertThat(
                        customer.get("/api/notification").body().findValuesAsText("notificationType"))
                .containsExactly("account.calendar_feed_created"));
        assertThat(customer.get("/api/notification").body().toString()).doesNotContain(secret);
        assertThat(pro.api().get("/api/notification").body()).isEmpty();

        JsonNode mine = export(me, UserRole.CUSTOMER);
        assertThat(mine.at("/bookings/calendarFeed/active").asBoolean()).isTrue();
        assertThat(mine.at("/bookings/calendarFeed").has("since")).isTrue();
        assertThat(mine.toString()).doesNotContain(secret);
        assertThat(export(pro.id(), UserRole.PROFESSIONAL)
                        .at("/bookings/calendarFeed")
                        .toString())
                .isEqualTo("{\"active\":false}");
    }

    @Test
    void downloadFeed_ofInactiveAccount_returnsNotFound() {
        String url = createFeed(customer);
        ApiResponse never = node.api().get("/api/calendar/feed/" + "A".repeat(43) + ".ics");
        ApiClient admin = node.api(UserRole.ADMIN);

        admin.put("/api/users/" + me + "/status", "{\"status\":\"suspended\",\"reason\":\"a test\"}");
        ApiResponse suspended = node.api().get(url);
        admin.put("/api/users/" + me + "/status", "{\"status\":\"active\"}");
        ApiResponse back = node.api().get(url);
        node.execute("delete from users.account where id = '" + me + "'");
        ApiResponse erased = node.api().get(url);

        assertThat(never.status()).isEqualTo(404);
        assertThat(back.status()).isEqualTo(200);
        for (ApiResponse gone : List.of(suspended, erased)) {
            assertThat(gone.status()).isEqualTo(404);
            assertThat(gone.body().path("message")).isEqualTo(never.body().path("message"));
        }
        BookingErasureTest.erase(node, me);
        await().untilAsserted(() -> assertThat(node.count("bookings.calendar_feed where account = '" + me + "'"))
                .isZero());
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "..ics", ".ics", "%00", "%27%20or%20true"})
    void downloadFeed_withUnknownSecret_returnsNotFound(String token) {
        assertThat(node.api().get("/api/calendar/feed/" + token).status()).isIn(400, 404);
    }

    @Test
    void downloadFeed_returns90PastDaysAnd800ComingBookings() {
        UUID old = testData.book(customer, pro, daysFromNow(3), "09:00");
        UUID recent = testData.book(customer, pro, daysFromNow(3), "11:00");
        testData.shift(old, "-95 days");
        testData.shift(recent, "-80 days");
        String url = createFeed(customer);

        assertThat(lines(node.api().get(url)))
                .contains("UID:" + recent + "@bookings.busbar")
                .doesNotContain("UID:" + old + "@bookings.busbar");

        node.execute("""
            insert into bookings.booking (status, professional, customer, service, title, starts_at, ends_at, blocked, zone, local_start)
            select 'cancelled', '%s', '%s', gen_random_uuid(), repeat('Ö', 80), at, at + '1 hour', tstzrange(at, at + '1 hour'), 'UTC', at at time zone 'UTC'
            from (select now() + i * interval '1 hour' as at from generate_series(1, 1005) as i) as times""".formatted(pro.id(), me));
        ApiResponse long_ = node.api().get(url);
        assertThat(lines(long_))
                .as("the next 800, and what was before")
                .contains("UID:" + recent + "@bookings.busbar")
                .filteredOn("BEGIN:VEVENT"::equals)
                .hasSize(801);
        assertThat(long_.body().asText().split("\r\n", -1))
                .allMatch(line -> line.getBytes(java.nio.charset.StandardCharsets.UTF_8).length <= 75);
    }

    @Test
    void downloadFeed_withManyPastBookings_containsComingOnes() {
        node.execute("""
            insert into bookings.booking (status, professional, customer, service, title, starts_at, ends_at, blocked, zone, local_start)
            select 'cancelled', '%s', '%s', gen_random_uuid(), 'Done', at, at + '1 hour', tstzrange(at, at + '1 hour'), 'UTC', at at time zone 'UTC'
            from (select now() - i * interval '1 hour' as at from generate_series(2, 1005) as i) as times""".formatted(pro.id(), me));
        UUID next = testData.book(customer, pro, daysFromNow(3), "09:00");

        List<String> lines = lines(node.api().get(createFeed(customer)));

        assertThat(lines).contains("UID:" + next + "@bookings.busbar");
        assertThat(lines).filteredOn("BEGIN:VEVENT"::equals).hasSize(201);
    }

    private String createFeed(ApiClient apiClient) {
        ApiResponse response = apiClient.send("POST", "/api/calendar/feed", null);
        assertThat(response.status()).as("%s", response.body()).isEqualTo(200);
        return response.body().path("url").asText();
    }

    /** Returns the user's data export. */
    private static JsonNode export(UUID person, UserRole role) {
        ApiClient client = node.api(person, role);
        ApiResponse requested = client.post("/api/exports", "");
        assertThat(requested.status()).as("%s", requested.body()).isEqualTo(202);
        String export = "/api/exports/" + requested.body().path("id").asText();
        await().until(() -> client.get(export).body().path("status").asText().equals("ready"));
        return new ApiClient("http://127.0.0.1:" + node.port())
                .withToken(node.token(person, role))
                .get(export + "/download")
                .body();
    }

    /** Returns the lines of the calendar, unfolded. */
    private static List<String> lines(ApiResponse feed) {
        String text = feed.body().asText();
        assertThat(text).endsWith("\r\n");
        return Arrays.stream(text.replace("\r\n ", "").split("\r\n", -1))
                .filter(line -> !line.isEmpty())
                .toList();
    }
}
