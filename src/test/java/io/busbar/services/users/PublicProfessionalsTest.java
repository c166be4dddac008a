package io.busbar.services.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.busbar.data.listing.Cursor;
import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.testing.ApiClient;
import io.busbar.testing.ApiClient.ApiResponse;
import io.busbar.testing.TestUsers;
import io.busbar.testing.TestUsers.TestUser;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The public list of professionals. */
class PublicProfessionalsTest extends UsersTestBase {
    private static ApiClient anonymous;

    @BeforeAll
    static void createAnonymousClient() {
        anonymous = node.api();
    }

    @Test
    void listProfessionals_neverReturnsContactDetails() {
        TestUser maria =
                TestUsers.createWithoutPassword(node, UserRole.PROFESSIONAL, "maria", "marker.mail@example.com");
        maria.api().put("/api/user/settings", "{\"showEmail\":true,\"showPhone\":true}");
        ApiResponse updated = maria.api().put("/api/user", """
                {"fullName":"Maria Schmidt","phone":"+4915123456789","bio":"Pipes.","skills":["Boilers"],
                 "address":{"street":"Markerstreet 1","city":"Berlin","state":"BE","pincode":"19919"},
                 "socialLinks":{"linkedin":"https://example.com/markerlink"},"category":"plumbing","hourlyRate":45.5,
                 "workGallery":["https://example.com/1.jpg"],"profilePicture":"https://example.com/maria.jpg"}""");
        assertThat(updated.status()).as("%s", updated.body()).isEqualTo(200);
        node.execute(
                "update users.account set pending_email = 'marker.new@example.org' where id = '" + maria.id() + "'");

        for (String path : List.of(
                "/api/_/users", "/api/_/users/" + maria.id(), "/api/_/users?search=maria", "/api/_/users?sort=name")) {
            ApiResponse apiResponse = anonymous.get(path);
            assertThat(apiResponse.status()).isEqualTo(200);
            assertThat(apiResponse.body().toString())
                    .contains("Maria Schmidt", "Berlin", "Boilers", "45.5")
                    .doesNotContainIgnoringCase("marker")
                    .doesNotContain("4915123456789", "19919", "@");
        }
        for (String search : List.of("marker.mail@example.com", "4915123456789", "Markerstreet", "markerlink")) {
            assertThat(names(list("search=" + search)))
                    .as("nor can it be searched by " + search)
                    .isEmpty();
        }
    }

    @Test
    void listProfessionals_returnsActivePublicProfessionalsOnly() {
        professional("Listed", "plumbing", 20, 0, 0);
        TestUsers.createWithoutPassword(node, UserRole.CUSTOMER);
        TestUsers.createWithoutPassword(node, UserRole.ADMIN);
        for (String change : List.of(
                "status = 'pending'",
                "status = 'suspended'",
                "profile_visibility = 'registered'",
                "profile_visibility = 'private'",
                "role = 'customer', category = null",
                "status = 'pending_deletion', erase_at = now(), deletion_requested_by = 'owner'")) {
            UUID id = professional("Unlisted", "plumbing", 20, 0, 0);
            node.execute("update users.account set " + change + " where id = '" + id + "'");
            assertThat(anonymous.get("/api/_/users/" + id).status()).as(change).isEqualTo(404);
        }

        assertThat(names(anonymous.get("/api/_/users"))).containsExactly("Listed");
        assertThat(anonymous.get("/api/_/users").header("x-total-count")).isEqualTo("1");
        assertThat(anonymous.get("/api/_/users/" + UUID.randomUUID()).status()).isEqualTo(404);
    }

    @Test
    void listProfessionals_withFilters_combinesThem() {
        professional("Cheap plumber", "plumbing", 20, 50, 10);
        professional("Dear plumber", "plumbing", 80, 40, 10);
        professional("Painter", "painting", 30, 30, 10);
        professional("New painter", "painting", 0, 0, 0);

        assertThat(names(list("category=plumbing"))).containsExactly("Cheap plumber", "Dear plumber");
        assertThat(names(list("minPrice=25&maxPrice=80"))).containsExactly("Dear plumber", "Painter");
        assertThat(names(list("maxPrice=79.99&category=plumbing"))).containsExactly("Cheap plumber");
        assertThat(names(list("minRating=4"))).containsExactly("Cheap plumber", "Dear plumber");
        assertThat(names(list("minRating=4.5"))).containsExactly("Cheap plumber");
        assertThat(names(list("category=carpentry"))).isEmpty();
        assertThat(list("category=carpentry").header("x-total-count")).isEqualTo("0");
    }

    @ParameterizedTest
    @CsvSource({"maxPrice=3, account_listed_price", "minRating=5, account_listed_rating_average"})
    void listProfessionals_withSelectiveFilter_usesIndex(String filter, String index) {
        node.execute("""
                insert into users.account (id, username, email, role, status, hourly_rate, currency, currency_digits, rating_sum, rating_count)
                select gen_random_uuid(), 'many' || i, 'many' || i || '@example.com', 'professional', 'active', i * 100, 'EUR', 2,
                       case when i <= 3 then 50 else 40 end, 10
                from generate_series(1, 6000) as i""");
        node.execute("vacuum analyze users.account");
        node.execute("select pg_stat_reset()");
        String used =
                "pg_stat_user_indexes where indexrelname = '%s' and idx_scan > 0 and idx_tup_read < 100 * idx_scan"
                        .formatted(index);
        assertThat(node.count(used)).isZero();

        assertThat(list(filter).body()).hasSize(3);

        await().pollInterval(java.time.Duration.ofMillis(500))
                .atMost(java.time.Duration.ofSeconds(30))
                .until(() -> {
                    list(filter); // PostgreSQL reports a scan with a later one, after a second
                    return node.count(used) == 1;
                });
    }

    @Test
    void listProfessionals_sortedByRating_usesBayesianMean() {
        professional("One vote", "plumbing", 20, 5, 1);
        professional("Many votes", "plumbing", 20, 480, 100);
        professional("Bad", "plumbing", 20, 100, 100);
        professional("New", "plumbing", 20, 0, 0);

        assertThat(names(list("sort=rating"))).containsExactly("Many votes", "One vote", "New", "Bad");
    }

    @Test
    void listProfessionals_sortedByPrice_comparesMajorUnits() {
        professional("B", "plumbing", 30, 0, 0);
        professional("A", "plumbing", 20.5, 0, 0);
        professional("None", "plumbing", 0, 0, 0);
        TestUser yen = TestUsers.createWithoutPassword(node, UserRole.PROFESSIONAL);
        yen.api().put("/api/user", "{\"fullName\":\"Yen\",\"hourlyRate\":4000,\"currency\":\"JPY\"}");

        assertThat(names(list("sort=price"))).containsExactly("A", "B", "Yen", "None");
        assertThat(names(list("sort=-price"))).containsExactly("Yen", "B", "A", "None");
        assertThat(names(list("sort=newest"))).containsExactly("Yen", "None", "A", "B");
        assertThat(names(list("sort=name"))).containsExactly("A", "B", "None", "Yen");
    }

    @Test
    void listProfessionals_withSearch_toleratesMisspellings() {
        UUID berlin = professional("Maria Schmidt", "plumbing", 20, 0, 0);
        node.execute(
                "update users.account set bio = 'Boilers and heating', address = '{\"city\":\"Berlin\"}', skills = '{Leak detection, Boilers}' where id = '"
                        + berlin + "'");
        professional("Boris Boilerman", "plumbing", 20, 0, 0);
        professional("Paula Painter", "painting", 20, 0, 0);

        assertThat(names(list("search=boiler"))).containsExactly("Boris Boilerman", "Maria Schmidt");
        assertThat(names(list("search=schmid"))).containsExactly("Maria Schmidt");
        assertThat(names(list("search=berlin%20boilers"))).containsExactly("Maria Schmidt");
        assertThat(names(list("search=leak%20detecton"))).containsExactly("Maria Schmidt");
        assertThat(names(list("search=boiler&category=painting"))).isEmpty();
        assertThat(names(list("search=boiler&sort=name"))).containsExactly("Boris Boilerman", "Maria Schmidt");
        assertThat(names(list("search=zzzzqqq"))).isEmpty();
        assertThat(list("search=" + URLEncoder.encode("%_' \\ ☃", StandardCharsets.UTF_8))
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "sort=rating",
                "sort=price",
                "sort=-price",
                "sort=newest",
                "sort=name",
                "search=worker",
                "category=plumbing"
            })
    void listProfessionals_pages_haveNoGapsOrDuplicates(String query) {
        for (int i = 0; i < 11; i++) {
            professional("Worker " + i % 3, "plumbing", i % 4 * 10.5, i % 5, i % 5);
        }

        List<String> seen = new ArrayList<>();
        ApiResponse page = list(query + "&limit=3");
        seen.addAll(ids(page));
        String total = query.startsWith("search") ? "" : "11";
        assertThat(page.header("x-total-count")).isEqualTo(total);
        while (!page.header("link").isEmpty()) {
            page = anonymous.get(page.header("link").replaceAll("^<(https?://[^/]+)?([^>]+)>.*$", "$2"));
            assertThat(page.status()).isEqualTo(200);
            assertThat(page.header("x-total-count")).isEqualTo(total);
            seen.addAll(ids(page));
        }

        assertThat(seen).hasSize(11).doesNotHaveDuplicates();
        assertThat(seen).isEqualTo(ids(list(query + "&limit=200")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "limit=0",
                "limit=201",
                "minPrice=-1",
                "maxPrice=x",
                "minRating=6",
                "sort=best",
                "cursor=!",
                "cursor=YQ",
                "city=x",
                "search="
            })
    void listProfessionals_withInvalidParameter_returnsValidationError(String query) {
        ApiResponse refused = list(query);

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.errors()).anyMatch(error -> error.startsWith("/" + query.substring(0, query.indexOf('='))));
    }

    @Test
    void listProfessionals_withForeignCursor_returnsValidationError() {
        professional("A", "plumbing", 20, 0, 0);
        professional("B", "plumbing", 20, 0, 0);
        String byName = list("sort=name&limit=1").header("link").replaceAll("^.*cursor=([^&>]+).*$", "$1");

        assertThat(list("sort=price&cursor=" + byName).status()).isEqualTo(400);
        assertThat(list("sort=name&cursor=" + byName).status()).isEqualTo(200);
        for (String value : List.of("NaN", "1e99999", "", "x", "99999999999999999999")) {
            for (String sort : List.of("rating", "price", "newest")) {
                String made = new Cursor(
                                "users.professionals/" + sort,
                                List.of(value, UUID.randomUUID().toString()))
                        .encode();
                assertThat(list("sort=" + sort + "&cursor=" + made).status())
                        .as(sort + value)
                        .isEqualTo(400);
            }
        }
    }

    private static UUID professional(String name, String category, double rate, int sum, int count) {
        TestUser testUser = TestUsers.createWithoutPassword(node, UserRole.PROFESSIONAL);
        node.execute("update users.account set full_name = '" + name + "', category = '" + category + "', rating_sum = "
                + sum
                + ", rating_count = " + count
                + (rate == 0
                        ? ""
                        : ", hourly_rate = " + Math.round(rate * 100) + ", currency = 'EUR', currency_digits = 2")
                + " where id = '" + testUser.id() + "'");
        return testUser.id();
    }

    private static ApiResponse list(String query) {
        return anonymous.get("/api/_/users?" + query);
    }

    private static List<String> names(ApiResponse list) {
        return field(list, "fullName");
    }

    private static List<String> ids(ApiResponse list) {
        return field(list, "id");
    }

    private static List<String> field(ApiResponse list, String name) {
        assertThat(list.status()).as("%s", list.body()).isEqualTo(200);
        return StreamSupport.stream(list.body().spliterator(), false)
                .map((JsonNode item) -> item.path(name).asText())
                .toList();
    }
}
