package io.busbar.services.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.testing.ApiClient.ApiResponse;
import io.busbar.testing.ApiTest;
import io.busbar.testing.LockedTable;
import io.busbar.testing.StoredRows;
import io.busbar.testing.TestNode;
import io.busbar.testing.TestServers;
import io.busbar.testing.TestUsers;
import io.busbar.testing.TestUsers.TestUser;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Profiles include the weekly hours that bookings owns. */
class ProfileAvailabilityTest extends ApiTest {
    private static final String HOURS =
            "[{\"day\":\"monday\",\"timeSlots\":[{\"start\":\"09:00\",\"end\":\"12:00\"},{\"start\":\"13:00\",\"end\":\"17:00\"}]}]";

    @ParameterizedTest
    @ValueSource(strings = {"/api/user", "/api/users", "/api/users/profile", "/api/users/profile/update"})
    void updateProfile_withHours_storesThemInBookings(String path) {
        TestUser pro = TestUsers.createWithoutPassword(node, UserRole.PROFESSIONAL);
        pro.api().put("/api/user/settings", "{\"timezone\":\"Europe/Lisbon\"}");

        ApiResponse updated = pro.api().put(path, "{\"bio\":\"Pipes.\",\"availability\":" + HOURS + "}");

        assertThat(updated.status()).as("%s", updated.body()).isEqualTo(200);
        assertThat(updated.body().at("/user/availability").toString()).isEqualTo(HOURS);
        assertThat(pro.api().get("/api/users/profile").body())
                .isEqualTo(updated.body().path("user"));
        ApiResponse page = node.api().get("/api/_/users/" + pro.id());
        assertThat(page.body().path("availability").toString()).isEqualTo(HOURS);
        assertThat(page.body().path("timeZone").asText()).isEqualTo("Europe/Lisbon");
        assertThat(node.api(UserRole.CUSTOMER)
                        .get("/api/user/" + pro.id())
                        .body()
                        .path("availability"))
                .hasSize(1);
        assertThat(pro.api()
                        .get("/api/booking/availability")
                        .body()
                        .path("availability")
                        .toString())
                .isEqualTo(HOURS);
    }

    @Test
    void updateProfile_withOnlyHours_changesThem() {
        TestUser pro = TestUsers.createWithoutPassword(node, UserRole.PROFESSIONAL);
        assertThat(pro.api()
                        .get("/api/users/profile")
                        .body()
                        .path("availability")
                        .toString())
                .isEqualTo("[]");

        assertThat(pro.api()
                        .put("/api/user", "{\"availability\":" + HOURS + "}")
                        .status())
                .isEqualTo(200);
        assertThat(pro.api().put("/api/user", "{\"bio\":\"Pipes.\"}").body().at("/user/availability"))
                .as("left as they are")
                .hasSize(1);
        assertThat(pro.api().put("/api/user", "{\"availability\":[]}").body().at("/user/availability"))
                .isEmpty();
        assertThat(pro.api().put("/api/user", "{}").status()).isEqualTo(400);
    }

    @Test
    void updateProfile_withInvalidProfileAndHours_returnsAllErrors() {
        TestUser pro = TestUsers.createWithoutPassword(node, UserRole.PROFESSIONAL);
        pro.api().put("/api/user", "{\"bio\":\"Before.\",\"availability\":" + HOURS + "}");
        StoredRows rows = new StoredRows(node);
        String before = rows.mentioning(pro.id());

        ApiResponse refused = pro.api().put("/api/user", """
                {"bio":"After.","email":"nowhere","phone":"123","availability":[
                  {"day":"monday","timeSlots":[{"start":"09:00","end":"12:00"},{"start":"11:00","end":"13:00"}]},
                  {"day":"Funday","timeSlots":[]}]}""");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.errors())
                .anyMatch(error -> error.startsWith("/email"))
                .anyMatch(error -> error.startsWith("/phone"))
                .anyMatch(error -> error.startsWith("/availability/0/timeSlots/1"))
                .anyMatch(error -> error.startsWith("/availability/1/day"))
                .hasSize(4);
        assertThat(rows.mentioning(pro.id())).isEqualTo(before);
    }

    @Test
    void updateProfile_withInvalidPart_changesNothing() {
        TestUser pro = TestUsers.createWithoutPassword(node, UserRole.PROFESSIONAL);
        TestUser other = TestUsers.createWithoutPassword(node, UserRole.CUSTOMER);
        StoredRows rows = new StoredRows(node);
        String before = rows.mentioning(pro.id());

        ApiResponse taken = pro.api()
                .put("/api/user", "{\"username\":\"" + other.username() + "\",\"availability\":" + HOURS + "}");
        ApiResponse wrong = pro.api()
                .put(
                        "/api/user",
                        "{\"bio\":\"After.\",\"availability\":[{\"day\":\"monday\",\"timeSlots\":[{\"start\":\"09:00\",\"end\":\"09:00\"}]}]}");

        assertThat(taken.status()).as("%s", taken.body()).isEqualTo(409);
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.errors()).allMatch(error -> error.startsWith("/availability/0/timeSlots/0"));
        assertThat(rows.mentioning(pro.id())).isEqualTo(before);
    }

    @Test
    void updateProfile_ofCustomerWithHours_returnsValidationError() {
        TestUser customer = TestUsers.createWithoutPassword(node, UserRole.CUSTOMER);

        ApiResponse refused = customer.api()
                .put("/api/user", "{\"bio\":\"Hello\",\"category\":\"plumbing\",\"availability\":" + HOURS + "}");
        ApiResponse none = customer.api().put("/api/user", "{\"bio\":\"Hello\",\"availability\":[]}");

        assertThat(refused.errors())
                .containsExactlyInAnyOrder("/availability is for professionals", "/category is for professionals");
        assertThat(none.status()).as("%s", none.body()).isEqualTo(200);
        assertThat(none.body().path("user").has("availability")).isFalse();
        assertThat(node.count("bookings.availability where professional = '" + customer.id() + "'"))
                .isZero();
    }

    @Test
    void profile_whileBookingsHangs_hasNoHours() {
        Map<String, String> shared = Map.of(
                "DATABASE_URL",
                TestServers.freshDatabase(),
                "REDIS_URL",
                TestServers.redisUrl(),
                "JWT_SECRET",
                TestServers.jwtSecret());
        try (TestNode bookings = TestNode.start(withServices(shared, "bookings"));
                TestNode alone = TestNode.start(withServices(shared, "users,auth,mail"))) {
            TestUser pro = TestUsers.createWithoutPassword(alone, UserRole.PROFESSIONAL);
            await().untilAsserted(() -> assertThat(pro.api()
                            .put("/api/user", "{\"availability\":" + HOURS + "}")
                            .status())
                    .isEqualTo(200));

            try (LockedTable held = bookings.lockTable("bookings.availability")) {
                ApiResponse changed = pro.api().put("/api/user", "{\"bio\":\"After.\"}");
                assertThat(changed.status()).as("%s", changed.body()).isEqualTo(200);
                for (ApiResponse shown :
                        List.of(pro.api().get("/api/users/profile"), alone.api().get("/api/_/users/" + pro.id()))) {
                    assertThat(shown.status()).as("%s", shown.body()).isEqualTo(200);
                    assertThat(shown.body().path("bio").asText()).isEqualTo("After.");
                    assertThat(shown.body().has("availability"))
                            .as("%s is held", held.table())
                            .isFalse();
                }
            }
        }
    }

    private static Map<String, String> withServices(Map<String, String> shared, String services) {
        Map<String, String> all = new HashMap<>(shared);
        all.put("SERVICES", services);
        return all;
    }

    @Test
    void profile_withoutBookings_hasNoHours() {
        try (TestNode alone = TestNode.start(Map.of("SERVICES", "users,auth,mail"))) {
            TestUser pro = TestUsers.createWithoutPassword(alone, UserRole.PROFESSIONAL);

            ApiResponse refused = pro.api().put("/api/user", "{\"bio\":\"After.\",\"availability\":" + HOURS + "}");

            assertThat(refused.status()).isEqualTo(503);
            for (ApiResponse shown :
                    List.of(pro.api().get("/api/users/profile"), alone.api().get("/api/_/users/" + pro.id()))) {
                assertThat(shown.status()).isEqualTo(200);
                assertThat(shown.body().has("bio")).isFalse();
                assertThat(shown.body().has("availability")).isFalse();
            }
            assertThat(pro.api().put("/api/user", "{\"bio\":\"After.\"}").status())
                    .isEqualTo(200);
        }
    }
}
